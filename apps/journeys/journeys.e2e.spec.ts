// One file, so that the stories follow each other: they share a county, and the last one kills parts of it.
import './figures/figures.story.ts';
import './desks/desks.story.ts';
import './story/story.story.ts';
import './offline-day/offline-day.story.ts';
import './ways/ways.story.ts';
import './moving-in/moving-in.story.ts';
import './neighbourhood/neighbourhood.story.ts';
import './assessment/assessment.story.ts';
import './admission/admission.story.ts';
import './whistle/whistle.story.ts';
import './joint/joint.story.ts';
import './asking/asking.story.ts';
import './emergency/emergency.story.ts';
import './grid-split/grid-split.story.ts';
import './resilience/killed-subgraph.story.ts';
