// The peer that Sluice's receiver is measured against: what a team would write with Express and Redis.
// Raw body, signature compared in constant time, XADD to a Redis that syncs every append, then 200.
// Environment: PORT, REDIS_SOCKET, SECRET. Needs `express` and `redis` (node-redis 4) on NODE_PATH.
"use strict";

const { createHmac, timingSafeEqual } = require("node:crypto");
const express = require("express");
const { createClient } = require("redis");

const { PORT, REDIS_SOCKET, SECRET } = process.env;

function isSigned(body, header) {
    const expected = createHmac("sha256", SECRET).update(body).digest();
    const given = Buffer.from(header ?? "", "base64");
    return given.length === expected.length && timingSafeEqual(given, expected);
}

async function main() {
    const redis = createClient({ socket: { path: REDIS_SOCKET } });
    redis.on("error", (error) => console.error("redis:", error.message));
    await redis.connect();

    const app = express();
    app.disable("x-powered-by");
    app.set("etag", false);
    app.get("/readyz", (request, response) => response.sendStatus(200));
    app.post(/^\/webhooks\//, express.raw({ type: () => true, limit: "8mb" }), async (request, response) => {
        if (!Buffer.isBuffer(request.body) || !isSigned(request.body, request.get("X-Shopify-Hmac-Sha256"))) {
            return response.sendStatus(401);
        }
        try {
            await redis.xAdd("webhooks", "*", {
                id: request.get("X-Shopify-Webhook-Id"),
                shop: request.get("X-Shopify-Shop-Domain"),
                topic: request.get("X-Shopify-Topic"),
                triggered_at: request.get("X-Shopify-Triggered-At") ?? "",
                body: request.body,
            });
            response.sendStatus(200);
        } catch (error) {
            console.error("not stored:", error.message);
            response.sendStatus(503);
        }
    });

    const server = app.listen(Number(PORT), "127.0.0.1");
    process.once("SIGTERM", () => server.close(() => redis.quit().finally(() => process.exit(0))) && server.closeIdleConnections());
}

main().catch((error) => {
    console.error(error.message);
    process.exit(1);
});
