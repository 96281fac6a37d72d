/** The page at `/`: reads /status.json every two seconds and shows it. Plain HTML and script, nothing from elsewhere. */
export const statusPage = (): string => `<!doctype html>
<html lang="zh-CN">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>织网 Gridloom · 运行状态</title>
<style>
  :root { color-scheme: light dark; font: 15px/1.5 system-ui, "Noto Sans SC", "Microsoft YaHei", sans-serif }
  body { max-width: 72rem; margin: 2rem auto; padding: 0 1rem }
  h1 { font-size: 1.5rem } h2 { font-size: 1.1rem; margin-top: 2rem }
  table { border-collapse: collapse; width: 100% } th, td { text-align: left; padding: .35rem .8rem .35rem 0; border-bottom: 1px solid #8884; vertical-align: top }
  td.n { text-align: right; font-variant-numeric: tabular-nums }
  .ok::before { content: "● "; color: #1a9c4b } .no::before { content: "● "; color: #d33 } .wait::before { content: "● "; color: #d90 }
  progress { width: 12rem; vertical-align: middle } small { opacity: .7 }
</style>
<h1>织网 Gridloom <small id="overall">…</small></h1>
<p><a href="/graphql">GraphiQL 查询台</a> · <a href="/status.json">JSON</a></p>
<h2>服务 Services</h2>
<table><thead><tr><th>服务 Service</th><th>状态 State</th><th>数据库 Database</th><th>投影 Projections</th><th>消费 Consumers</th><th>待发事件 Outbox</th><th>积压 Backlog</th><th>内存 Memory</th></tr></thead><tbody id="services"></tbody></table>
<h2>状态主题的首次发布 First filling of the state topics</h2>
<table><thead><tr><th>主题 Topic</th><th>进度 Progress</th><th>已发布 Published</th></tr></thead><tbody id="snapshots"></tbody></table>
<script type="module">
  const cell = (row, text, className = '') => { const td = row.insertCell(); td.textContent = text; td.className = className; return td };
  const mb = (bytes) => Math.round(bytes / 1048576) + ' MB';
  const light = (row, ok, text, wait = false) => cell(row, text, ok ? 'ok' : wait ? 'wait' : 'no');
  const show = (county) => {
    overall.textContent = county.ready ? '就绪 ready' : '未就绪 not ready';
    overall.className = county.ready ? 'ok' : 'wait';
    services.replaceChildren(); snapshots.replaceChildren();
    const gateway = services.insertRow();
    cell(gateway, 'gateway'); light(gateway, true, '运行 up');
    for (let i = 0; i < 5; i += 1) cell(gateway, '—');
    cell(gateway, mb(county.gateway.residentBytes), 'n');
    for (const { name, reachable, status } of county.subgraphs) {
      const row = services.insertRow();
      cell(row, name);
      if (!reachable) { light(row, false, '无响应 does not answer'); for (let i = 0; i < 6; i += 1) cell(row, '—'); continue }
      light(row, status.ready, status.ready ? '就绪 ready' : status.waitingFor.join(', '), true);
      light(row, status.database.reachable, status.database.pendingMigrations.length ? '待迁移 ' + status.database.pendingMigrations.length : '正常 up to date');
      light(row, status.projections.every((p) => p.caughtUp), status.projections.filter((p) => p.caughtUp).length + ' / ' + status.projections.length, true);
      light(row, status.consumers.every((c) => c.healthy), status.consumers.filter((c) => c.healthy).length + ' / ' + status.consumers.length);
      cell(row, status.outbox.pending, 'n');
      cell(row, status.consumers.reduce((sum, c) => sum + c.lag, 0), 'n');
      cell(row, mb(status.residentBytes), 'n');
      for (const s of status.snapshots) {
        const line = snapshots.insertRow();
        cell(line, s.topic);
        const bar = document.createElement('progress');
        bar.max = s.total || 1; bar.value = s.finished ? bar.max : s.published;
        cell(line, '').append(bar);
        cell(line, s.published.toLocaleString() + ' / ' + s.total.toLocaleString() + (s.finished ? ' ✓' : ''));
      }
    }
  };
  const tick = async () => {
    try { show(await (await fetch('/status.json')).json()) }
    catch { overall.textContent = '网关无响应 the gateway does not answer'; overall.className = 'no' }
    setTimeout(tick, 2000);
  };
  tick();
</script>
</html>`;
