// One file, so that the stories follow each other: they share a county, and the last one kills parts of it.
import './figures/figures.story.ts';
import './desks/desks.story.ts';
import './story/story.story.ts';
import './neighbourhood/neighbourhood.story.ts';
import './resilience/killed-subgraph.story.ts';
