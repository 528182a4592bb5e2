import { existsSync, readdirSync } from "node:fs";
import importX from "eslint-plugin-import-x";
import tseslint from "typescript-eslint";

/**
 * Who may import whom: the table of docs/architecture.md, and nothing else. A room may always import itself and
 * packages. A value ending in `.ts` allows that one file of a room, not the room.
 */
export const allowed = {
  contracts: [],
  "core/domain": [],
  platform: [],
  mappings: ["contracts", "core/domain"],
  "core/store": ["core/domain", "platform"],
  "core/service": ["core/domain", "core/store", "platform"],
  bus: ["core/domain", "platform"],
  adapters: ["mappings", "contracts", "core/domain", "core/service", "bus/outcome.ts", "platform"],
  gateway: ["contracts", "core/domain", "core/service", "bus/ledger.ts", "platform"],
  main: [
    "contracts",
    "core/domain",
    "platform",
    "mappings",
    "core/store",
    "core/service",
    "bus",
    "adapters",
    "gateway",
  ],
};

const rooms = Object.keys(allowed);
const message = "This import goes against the flow of the house: see the table in docs/architecture.md.";

const zones = rooms.flatMap((target) =>
  [...rooms.filter((room) => room !== target), "test", "scripts"]
    .filter((from) => !allowed[target].includes(from))
    .map((from) => ({
      target: `./${target}`,
      from: `./${from}`,
      except: allowed[target]
        .filter((file) => file.startsWith(`${from}/`))
        .map((file) => `./${file.slice(from.length + 1)}`),
      message,
    })),
);

/** One partner's adapter never imports another partner's. */
const partners = foldersOf("adapters").map((partner) => ({
  target: `./adapters/${partner}`,
  from: "./adapters",
  except: [`./${partner}`],
  message: "One partner's adapter never imports another's: see docs/architecture.md.",
}));

function foldersOf(room) {
  const folder = new URL(`./${room}/`, import.meta.url);
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);
}

export default tseslint.config(
  {
    ignores: [
      "dist/",
      "node_modules/",
      "coverage/",
      ".hub/",
      "**/*.d.ts",
      "contracts/gateway/openapi.ts",
      "platform/tables.ts",
    ],
  },
  {
    files: ["**/*.ts"],
    extends: [...tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true } },
    plugins: { "import-x": importX },
    rules: {
      "import-x/no-restricted-paths": ["error", { basePath: import.meta.dirname, zones: [...zones, ...partners] }],
      "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
      // a caller names the shape it was promised by the contract
      "@typescript-eslint/no-unnecessary-type-parameters": "off",
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true, allowBoolean: true }],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "no-restricted-properties": [
        "error",
        { object: "process", property: "env", message: "Only platform/config.ts reads the environment." },
      ],
      eqeqeq: "error",
    },
  },
  {
    files: ["core/domain/**/*.ts"],
    rules: {
      "no-restricted-imports": [
        "error",
        {
          patterns: [
            { regex: "^[^.]", message: "core/domain imports no package and no node:* (docs/architecture.md)." },
          ],
        },
      ],
      "no-restricted-globals": ["error", "process", "Buffer", "setTimeout", "setInterval", "fetch"],
      "no-restricted-syntax": [
        "error",
        { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: "Time is an argument here." },
        { selector: "MemberExpression[object.name='Date'][property.name='now']", message: "Time is an argument here." },
      ],
    },
  },
  {
    files: ["platform/config.ts", "scripts/**/*.ts", "test/**/*.ts"],
    rules: { "no-restricted-properties": "off" },
  },
  {
    files: ["test/**/*.ts"],
    rules: {
      // chai's assertions are property accesses
      "@typescript-eslint/no-unused-expressions": "off",
      // answers are JSON of whatever shape, looked at field by field and judged by the contract
      "@typescript-eslint/no-unsafe-assignment": "off",
      "@typescript-eslint/no-unsafe-member-access": "off",
      "@typescript-eslint/no-unsafe-argument": "off",
      "@typescript-eslint/no-unsafe-call": "off",
      "@typescript-eslint/no-unsafe-return": "off",
      "@typescript-eslint/no-non-null-assertion": "off",
    },
  },
);
