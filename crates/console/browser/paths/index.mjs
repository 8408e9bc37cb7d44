// The main paths, each as people walk it, each on servers of its own.

import appeal from "./appeal.mjs";
import doubt from "./doubt.mjs";
import elsewhere from "./elsewhere.mjs";
import firstRun from "./first-run.mjs";
import invited from "./invited.mjs";
import mistakes from "./mistakes.mjs";
import policy from "./policy.mjs";
import publishing from "./publishing.mjs";
import removal from "./removal.mjs";
import roster from "./roster.mjs";
import signing from "./signing.mjs";

export const PATHS = [
  ["first-run-to-decision", firstRun],
  ["doubt-to-verdict", doubt],
  ["doubt-to-another-article", elsewhere],
  ["removal-by-two", removal],
  ["appeal-undoes-all", appeal],
  ["publishing-by-two-reviews", publishing],
  ["policy-edited-and-tried-on-the-past", policy],
  ["roster-handed-in", roster],
  ["invited-with-two-steps", invited],
  ["signing-on-a-phone", signing],
  ["mistakes-take-nothing-away", mistakes],
];
