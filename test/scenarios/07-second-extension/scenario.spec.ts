import { playScenario } from "../../support/scenario.ts";

playScenario(import.meta.url);
