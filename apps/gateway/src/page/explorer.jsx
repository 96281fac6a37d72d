import { createGraphiQLFetcher } from '@graphiql/toolkit';
import { GraphiQL } from 'graphiql';
import 'graphiql/style.css';
import { useState } from 'react';
import { createRoot } from 'react-dom/client';

const workers = { json: 'json.worker', graphql: 'graphql.worker' };
globalThis.MonacoEnvironment = {
  getWorker: (_id, label) => new Worker(`/explorer/${workers[label] ?? 'editor.worker'}.js`),
};

const fetcher = createGraphiQLFetcher({ url: '/graphql' });
const documents = JSON.parse(document.getElementById('documents').textContent);
const signIn = '{\n  "Authorization": "Bearer "\n}';

const Explorer = () => {
  const [chosen, choose] = useState(0);
  const { query, variables } = documents[chosen] ?? { query: '{ __typename }', variables: '' };
  return (
    <div style={{ display: 'flex', flexDirection: 'column', height: '100dvh' }}>
      <header style={{ padding: '6px 12px', font: '14px system-ui', display: 'flex', gap: 12, alignItems: 'center' }}>
        <a href="/">织网 Gridloom</a>
        <label>
          文档 Document{' '}
          <select value={chosen} onChange={(event) => choose(Number(event.target.value))}>
            {documents.map(({ name }, index) => (
              <option key={name} value={index}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <span>令牌 Token: npm run --silent token -- --role GRID_WORKER --jurisdiction 410326200200 → Headers</span>
      </header>
      <div style={{ flex: 1, minHeight: 0 }}>
        <GraphiQL
          key={chosen}
          fetcher={fetcher}
          initialQuery={query}
          initialVariables={variables}
          initialHeaders={signIn}
          shouldPersistHeaders
        />
      </div>
    </div>
  );
};

createRoot(document.getElementById('root')).render(<Explorer />);
