// A bare Express handler with one indexed query: lookup.ts PORT
import express from "express";
import pg from "pg";

const pool = new pg.Pool({ connectionString: process.env["DATABASE_URL"], max: 20 });
const app = express();
app.disable("x-powered-by");
app.get("/", (_, response) => response.send("ok"));
app.post("/search/call", express.json(), async (request, response) => {
  const { masohoso } = request.body as { readonly masohoso: string };
  const text = "select code, procedure_code, state, held_by from hub.dossier where code = $1";
  const { rows } = await pool.query<Record<string, string>>({ name: "lookup", text, values: [masohoso] });
  response.json(rows[0] ?? { error_code: "-1", message: "" });
});
app.listen(Number(process.argv[2]), "127.0.0.1");
