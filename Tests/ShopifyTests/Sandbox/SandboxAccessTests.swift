import Crypto
import Foundation
import Sandbox
import Testing

@Suite("Simulated shop, tokens")
struct SandboxAccessTests {
    private static let credentials = [
        "client_id": "sandbox-client-id", "client_secret": "shpss_sandbox-client-secret",
    ]

    private func token(_ shop: SandboxShopify, _ fields: [String: String]) async -> SandboxJSON? {
        await shop.form(Self.credentials.merging(fields) { _, new in new })?.json
    }

    private func works(_ shop: SandboxShopify, _ token: SandboxJSON?) async -> Bool {
        var shop = shop
        shop.token = token?.stringValue ?? ""
        return await shop.query("{ shop { id } }").at("data", "shop") != nil
    }

    @Test("Client credentials give a token for a day; form and JSON alike")
    func clientCredentials() async {
        let shop = SandboxShopify()
        let answer = await token(shop, ["grant_type": "client_credentials"])
        #expect(answer?["expires_in"] == 86_399)
        #expect(answer?["scope"] == "read_all_orders,read_customer_merge,read_customers,read_orders")
        #expect(answer?["refresh_token"] == nil)
        #expect(await works(shop, answer?["access_token"]))
        let body: SandboxJSON = [
            "grant_type": "client_credentials", "client_id": "sandbox-client-id",
            "client_secret": "shpss_sandbox-client-secret",
        ]
        let asJSON = await shop.call(
            AdminCall(method: "POST", path: "/admin/oauth/access_token", body: body.bytes)
        )
        #expect(asJSON?.json?["access_token"] != answer?["access_token"] && asJSON?.status == 200)
        shop.clock.move(seconds: 86_398)
        #expect(await works(shop, answer?["access_token"]))
        shop.clock.move(seconds: 1)
        #expect(await works(shop, answer?["access_token"]) == false)
    }

    @Test("A bad token is a 401 with the known text, and revoking makes one bad")
    func revoked() async {
        let shop = SandboxShopify()
        #expect(await works(shop, .string(shop.token)))
        await shop.shopify.revoke(token: shop.token)
        let call = AdminCall(method: "POST", path: "/admin/api/2026-07/graphql.json", token: shop.token)
        let answer = await shop.call(call)
        #expect(answer?.status == 401)
        #expect(
            answer?.json?["errors"] == "[API] Invalid API key or access token (unrecognized login or wrong password)"
        )
    }

    @Test("What has to do with the shop is refused by a page, the rest by JSON")
    func refusals() async {
        let shop = SandboxShopify()
        let wrong = await token(shop, ["grant_type": "client_credentials", "client_secret": "no"])
        #expect(wrong?["error"] == "invalid_client")
        await shop.shopify.change(standing: .otherOrganization)
        let page = await shop.form(Self.credentials.merging(["grant_type": "client_credentials"]) { _, new in new })
        #expect(page?.status == 400 && page?.html?.contains("400 - Oauth error shop_not_permitted") ?? false)
        await shop.shopify.change(standing: .notInstalled)
        let other = await shop.form(Self.credentials.merging(["grant_type": "client_credentials"]) { _, new in new })
        #expect(other?.html?.contains("Oauth error app_not_installed") ?? false)
    }

    @Test("The merchant is sent back with a code that is signed and good once")
    func authorization() async throws {
        let shop = SandboxShopify()
        let answer = await shop.call(
            AdminCall(
                method: "GET",
                path: "/admin/oauth/authorize",
                query: [
                    "client_id": "sandbox-client-id", "redirect_uri": "http://127.0.0.1:9/callback", "state": "s 1",
                ]
            )
        )
        #expect(answer?.status == 302)
        let location = try #require(answer?.headers.first { $0.name == "Location" }?.value)
        let query = try #require(URLComponents(string: location)?.queryItems)
        let values = Dictionary(uniqueKeysWithValues: query.map { ($0.name, $0.value ?? "") })
        #expect(values["state"] == "s 1" && values["shop"] == "sluice-sandbox.myshopify.com")
        let signed = try #require(location.split(separator: "?").last).split(separator: "&")
            .filter { !$0.hasPrefix("hmac=") }.sorted().joined(separator: "&")
        let key = SymmetricKey(data: Data("shpss_sandbox-client-secret".utf8))
        let code = HMAC<SHA256>.authenticationCode(for: Data(signed.utf8), using: key)
        #expect(values["hmac"] == code.map { String(format: "%02x", $0) }.joined())

        let fields = ["code": values["code"] ?? "", "expiring": "1"]
        let pair = await token(shop, fields)
        #expect(pair?["expires_in"] == 3_600 && pair?["refresh_token_expires_in"] == 7_776_000)
        #expect(await works(shop, pair?["access_token"]))
        #expect(await token(shop, fields)?["error"] == "invalid_request")
    }

    @Test("A refresh token stays good until the one that replaced it is used")
    func rotation() async throws {
        let shop = SandboxShopify()
        let callback = await shop.call(
            AdminCall(
                method: "GET",
                path: "/admin/oauth/authorize",
                query: ["client_id": "sandbox-client-id", "redirect_uri": "http://127.0.0.1:9/"]
            )
        )
        let location = callback?.headers.first { $0.name == "Location" }?.value ?? ""
        let code = URLComponents(string: location)?.queryItems?.first { $0.name == "code" }?.value ?? ""
        func refresh(_ old: SandboxJSON?) async -> SandboxJSON? {
            await token(shop, ["grant_type": "refresh_token", "refresh_token": old?.stringValue ?? ""])
        }
        let first = await token(shop, ["code": code, "expiring": "1"])
        let lost = await refresh(first?["refresh_token"])
        let again = await refresh(first?["refresh_token"])
        #expect(lost?["refresh_token"] != nil && again?["refresh_token"] != lost?["refresh_token"])
        let next = await refresh(again?["refresh_token"])
        #expect(next?["access_token"] != nil)
        #expect(await refresh(first?["refresh_token"])?["error"] == "invalid_grant")
        #expect(await refresh(lost?["refresh_token"])?["error"] == "invalid_grant")
        shop.clock.move(seconds: 90 * 86_400)
        #expect(await refresh(next?["refresh_token"])?["error"] == "invalid_grant")
    }
}
