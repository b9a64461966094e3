import Foundation
import Outbound
import Sandbox
import Shopify
import SyncModel
import Testing

/// Sends what our client sends to a simulated shop, without HTTP in between.
struct SandboxTransport: OutboundTransport {
    let sandbox: SandboxShopify

    func send(_ request: OutboundRequest) async throws(OutboundFailure) -> OutboundResponse {
        func header(_ name: String) -> String? { request.headers.first { $0.0.lowercased() == name }?.1 }
        let call = AdminCall(
            method: request.method.rawValue,
            path: URL(string: request.url)?.path ?? "",
            token: header("x-shopify-access-token"),
            body: request.body ?? [],
            isForm: header("content-type") == "application/x-www-form-urlencoded"
        )
        guard let answer = await sandbox.call(call) else { throw .notSent(reason: "closed") }
        return OutboundResponse(status: answer.status, headers: answer.headers, body: answer.bytes)
    }
}

extension AdminAnswer {
    fileprivate var bytes: [UInt8] {
        switch body {
        case .none: []
        case .json(let json): json.bytes
        case .html(let text): Array(text.utf8)
        case .lines(let bytes): bytes
        }
    }
}

extension SandboxShopify {
    /// Our client for the simulated shop, with the token that never expires or another credential.
    func reader(
        credential: (any AdminCredential)? = nil,
        demand: ReadDemand = ReadDemand(),
        clock: any WallClock
    ) throws -> AdminStoreReader {
        AdminStoreReader(
            client: AdminClient(
                settings: AdminSettings(
                    store: StoreName("acme"),
                    shop: try #require(ShopDomain("sluice-sandbox.myshopify.com")),
                    baseURL: "https://acme.myshopify.com",
                    version: .current,
                    bulkHosts: ["127.0.0.1:1"]
                ),
                credential: credential ?? StaticCredential(accessToken: Secret(token)),
                pacer: AdminPacer(clock: clock, random: { 0 }, sleep: { _ in }),
                transport: SandboxTransport(sandbox: self),
                clock: clock
            ),
            demand: demand
        )
    }

    /// The simulated shop's time as ours.
    var wallClock: SandboxWallClock { SandboxWallClock(clock: clock) }
}

struct SandboxWallClock: WallClock {
    let clock: SandboxShopify.Clock

    var now: Instant { Instant(seconds: clock.now.seconds) }
}
