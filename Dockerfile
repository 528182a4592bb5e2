# The hub's image: all roles, `node dist/main/start.js [gateway|worker|migrate]`. PostgreSQL and RabbitMQ are outside.
FROM node:20-bookworm-slim AS build
WORKDIR /hub
COPY package.json package-lock.json .npmrc ./
RUN npm ci --include=dev --omit=optional --ignore-scripts
COPY . .
RUN npm run build

FROM node:20-bookworm-slim AS packages
WORKDIR /hub
COPY package.json package-lock.json .npmrc ./
# the embedded PostgreSQL is an optional part of its package: production has its own
RUN npm ci --omit=dev --omit=optional --ignore-scripts

FROM node:20-bookworm-slim
ENV NODE_ENV=production PORT=8080
WORKDIR /hub
COPY --from=packages /hub/node_modules node_modules
COPY package.json ./
COPY contracts contracts
COPY migrations migrations
COPY --from=build /hub/dist dist
# a volume put there belongs to whoever the folder belongs to
RUN install --directory --owner=node --group=node /files
USER node
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/livez`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# 512 MB of heap: V8 then grows it by little at a time (docs/operating.md)
CMD ["node", "--max-old-space-size=512", "--max-semi-space-size=8", "dist/main/start.js"]
