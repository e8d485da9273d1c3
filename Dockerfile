# For reference: docker build -t afterpatch . && docker run --rm --network none -v /mnt/EX01:/evidence:ro afterpatch hunt /evidence
FROM node:22-bookworm-slim AS build
WORKDIR /build
COPY . .
RUN npm ci --ignore-scripts && npm run build && npm prune --omit=dev

FROM node:22-bookworm-slim
ENV NODE_ENV=production
WORKDIR /opt/afterpatch
COPY --from=build /build/package.json /build/LICENSE /build/NOTICE ./
COPY --from=build /build/node_modules node_modules
COPY --from=build /build/dist dist
COPY --from=build /build/signatures signatures
COPY --from=build /build/schemas schemas
COPY --from=build /build/docs docs
USER node
ENTRYPOINT ["node", "/opt/afterpatch/dist/cli/main.js"]
