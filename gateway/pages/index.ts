import { createRequire } from "node:module";
import { dirname } from "node:path";
import express, { Router, type Request } from "express";
import helmet from "helmet";
import { fromRoot } from "../../platform/root.ts";
import { renderHome, type HomeFacts } from "./home.ts";
import type { Language } from "./html.ts";
import { renderProblems } from "./problems.ts";

// Swagger UI is served from its package: no page of ours asks another host for anything
const swagger = dirname(createRequire(import.meta.url).resolve("swagger-ui-dist/package.json"));

const reference = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>API – Liên Thông Hub</title><link rel="icon" href="data:,"><link rel="stylesheet" href="/docs/ui/swagger-ui.css"></head>
<body><div id="ui"></div><script src="/docs/ui/swagger-ui-bundle.js"></script><script src="/docs/reference.js"></script></body></html>
`;
const referenceScript = `SwaggerUIBundle({ url: "/openapi.yaml", dom_id: "#ui", deepLinking: true, tryItOutEnabled: true });`;

/** The plain pages and documents: home, API reference, problems, contracts. */
export function makePages(homeFacts: () => Promise<HomeFacts>): Router {
  const router = Router();
  // the pages' own styles stand in the page; nothing else is loosened
  router.use(
    helmet.contentSecurityPolicy({
      directives: {
        "style-src": ["'self'", "'unsafe-inline'"],
        "img-src": ["'self'", "data:"],
        // the demonstration runs without https
        "upgrade-insecure-requests": null,
      },
    }),
  );
  router.get("/", async (request, response) => {
    response.set("cache-control", "no-store").send(renderHome(await homeFacts(), languageOf(request)));
  });
  router.get("/docs/problems", (request, response) => {
    response.send(renderProblems(languageOf(request)));
  });
  router.get("/docs", (_request, response) => {
    response.send(reference);
  });
  router.get("/docs/reference.js", (_request, response) => {
    response.type("text/javascript").send(referenceScript);
  });
  router.use("/docs/ui", express.static(swagger, { index: false, maxAge: "1d" }));
  router.get("/openapi.yaml", (_request, response) => {
    response.type("application/yaml").sendFile(fromRoot("contracts", "gateway", "openapi.yaml"));
  });
  router.get("/asyncapi.yaml", (_request, response) => {
    response.type("application/yaml").sendFile(fromRoot("contracts", "bus", "asyncapi.yaml"));
  });
  // at the places where asyncapi.yaml refers to them
  for (const name of ["cloud-event.schema.json", "digest.schema.json"])
    router.get(`/${name}`, (_request, response) => {
      response.type("application/schema+json").sendFile(fromRoot("contracts", "bus", name));
    });
  for (const folder of ["examples", "digest"])
    router.use(`/${folder}`, express.static(fromRoot("contracts", "bus", folder), { index: false, redirect: false }));
  return router;
}

function languageOf(request: Request): Language {
  const chosen = request.query["lang"];
  if (chosen === "vi" || chosen === "en") return chosen;
  return request.acceptsLanguages("vi", "en") === "en" ? "en" : "vi";
}
