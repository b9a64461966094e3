import AsyncHTTPClient
import Sandbox
import Testing

@Suite("Simulated HubSpot: set-up, associations, limits, faults")
struct SandboxAccountTests {
    private let contacts = "/crm/objects/2026-09/contacts"

    @Test("A unique property can be made once and then keys upserts of every object")
    func uniqueProperty() async throws {
        try await SandboxAccount.with { account in
            for object in ["contacts", "deals", "orders", "line_items"] {
                try await account.makeUnique("shopify_key", on: object)
            }
            let again = try await account.post(
                "/crm/properties/2026-09/orders",
                [
                    "name": "shopify_key", "label": "Key", "type": "string", "fieldType": "text",
                    "groupName": "shopify_sync", "hasUniqueValue": true,
                ]
            )
            #expect(again.status == 409)
            #expect(again.json["subCategory"]?.stringValue == "Properties.PROPERTY_WITH_NAME_EXISTS")
            let batch = try await account.post(
                "/crm/properties/2026-09/deals/batch/create",
                [
                    "inputs": [
                        [
                            "name": "shopify_key", "label": "K", "type": "string", "fieldType": "text",
                            "groupName": "shopify_sync",
                        ],
                        [
                            "name": "shopify_new", "label": "N", "type": "number", "fieldType": "number",
                            "groupName": "shopify_sync",
                        ],
                    ]
                ]
            )
            #expect(batch.status == 207 && batch.results.count == 1 && batch.errors.count == 1)

            let order = ["hs_order_name": "#1001", "hs_currency_code": "USD", "hs_total_price": "39.98"]
            for expectNew in [true, false] {
                let answer = try await account.post(
                    "/crm/objects/2026-09/0-123/batch/upsert",
                    ["inputs": [batchInput(id: "5001", by: "shopify_key", trace: "t", order)]]
                )
                #expect(answer.results.first?["new"] == .bool(expectNew))
                #expect(answer.results.first?["properties"]?["shopify_key"] == "5001")
            }
            let stored = await account.hubspot.record(.orders, where: "shopify_key", is: "5001")
            #expect(stored?["hs_pipeline_stage"] == "4b27b500-f031-4927-9811-68a0b525cbae")
        }
    }

    @Test("Set-up calls answer in the documented shapes")
    func setUpCalls() async throws {
        try await SandboxAccount.with { account in
            let paths = [
                "/account-info/2026-09/details", "/crm/owners/2026-09", "/crm/pipelines/2026-09/deals",
                "/crm/pipelines/2026-09/orders", "/crm/properties/2026-09/contacts",
                "/crm/properties/2026-09/contacts/groups", "/crm/properties/2026-09/contacts/email",
                "/communication-preferences/2026-09/definitions", "\(contacts)?limit=5&properties=email",
            ]
            for path in paths { #expect(try await account.call("GET", path).status == 200, "\(path)") }
            let pipeline = try await account.post(
                "/crm/pipelines/2026-09/deals",
                [
                    "label": "Shopify", "displayOrder": 1,
                    "stages": [["label": "Open", "displayOrder": 0, "metadata": ["probability": "0.5"]]],
                ]
            )
            #expect(pipeline.status == 201)
        }
    }

    @Test("Associations are idempotent, read back both ways, and tell unknown records")
    func associations() async throws {
        try await SandboxAccount.with { account in
            let contact = String(await account.hubspot.seedContact(email: "ada@example.com"))
            let made = try await account.post(
                "/crm/objects/2026-09/orders",
                ["properties": ["hs_order_name": "#1001"], "associations": []]
            )
            let order = made.json["id"]?.stringValue ?? ""
            let pairs: SandboxJSON = [
                "inputs": [
                    ["from": ["id": .string(order)], "to": ["id": .string(contact)]],
                    ["from": ["id": .string(order)], "to": ["id": "42"]],
                ]
            ]
            for _ in 0..<2 {
                let answer = try await account.post(
                    "/crm/associations/2026-09/orders/contacts/batch/associate/default",
                    pairs
                )
                #expect(answer.results.count == 1 && answer.errors.count == 1)
                #expect(answer.results.first?["associationSpec"]?["associationTypeId"] == 507)
            }
            let read = try await account.post(
                "/crm/associations/2026-09/contacts/orders/batch/read",
                ["inputs": [["id": .string(contact)], ["id": "43"]]]
            )
            #expect(read.status == 207)
            #expect(read.results.first?["to"]?.arrayValue?.first?["toObjectId"]?.stringValue == order)
            let typed = try await account.post(
                "/crm/associations/2026-09/orders/contacts/batch/create",
                [
                    "inputs": [
                        [
                            "from": ["id": .string(order)], "to": ["id": .string(contact)],
                            "types": [["associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 507]],
                        ]
                    ]
                ]
            )
            #expect(typed.status == 201)
            let removed = try await account.post(
                "/crm/associations/2026-09/orders/contacts/batch/archive",
                ["inputs": [["from": ["id": .string(order)], "to": [["id": .string(contact)]]]]]
            )
            #expect(removed.status == 200)
            #expect(await account.hubspot.associations(from: .orders, to: .contacts).isEmpty)
        }
    }

    @Test("Consent is kept per address, and an opt-out shows on the contact")
    func preferences() async throws {
        try await SandboxAccount.with { account in
            await account.hubspot.seedContact(email: "ada@example.com")
            let path = "/communication-preferences/2026-09/statuses/ada%40example.com"
            let write: SandboxJSON = [
                "subscriptionId": 39_644_612, "statusState": "SUBSCRIBED", "channel": "EMAIL",
                "legalBasis": "CONSENT_WITH_NOTICE", "legalBasisExplanation": "Opted in at checkout",
            ]
            #expect(try await account.post(path, write).results.first?["status"]?.stringValue == "SUBSCRIBED")
            #expect(try await account.call("GET", path + "?channel=EMAIL").results.count == 2)
            let out = try await account.call("POST", path + "/unsubscribe-all?channel=EMAIL&verbose=true")
            #expect(out.status == 200)
            #expect(await account.hubspot.marketingStatus("Ada@example.com") == "UNSUBSCRIBED")
            #expect(await account.hubspot.contacts().first?["hs_email_optout"] == "true")
            let silent = try await account.call("POST", path + "/unsubscribe-all?channel=EMAIL")
            #expect(silent.status == 200 && silent.text.isEmpty)
            let wide = try await account.call("GET", path + "/unsubscribe-all?channel=EMAIL")
            #expect(wide.results.first?["wideStatusType"]?.stringValue == "PORTAL_WIDE")
        }
    }

    @Test("The ten-second window refuses call N + 1 with the documented body; associations are exempt")
    func rateLimit() async throws {
        var options = HubSpotOptions()
        options.limits.tenSecondly = 3
        options.limits.searchSecondly = 1
        try await SandboxAccount.with(options) { account in
            for left in [2, 1, 0] {
                let answer = try await account.call("GET", contacts)
                #expect(answer.headers["x-hubspot-ratelimit-remaining"] == String(left))
            }
            let refused = try await account.call("GET", contacts)
            #expect(refused.status == 429)
            #expect(refused.json["policyName"] == "TEN_SECONDLY_ROLLING")
            #expect(refused.json["errorType"] == "RATE_LIMIT")
            #expect(refused.json["category"] == nil)
            let free = try await account.post(
                "/crm/associations/2026-09/orders/contacts/batch/associate/default",
                ["inputs": [["from": ["id": "1"], "to": ["id": "2"]]]]
            )
            #expect(free.status == 200)
            let search: SandboxJSON = ["filterGroups": [], "limit": 1]
            #expect(try await account.post("\(contacts)/search", search).status == 200)
            let second = try await account.post("\(contacts)/search", search)
            #expect(second.status == 429 && second.json["policyName"] == "SECONDLY")
            #expect(await account.hubspot.requestJournal().statuses[429] == 2)
        }
    }

    @Test("The window rolls and the day ends at the account's midnight")
    func windows() {
        var window = HubSpotLimits.unlimited
        window.tenSecondly = 2
        let clock = LimiterProbe(limits: window)
        #expect(
            clock.admits(atMilliseconds: [0, 9_000, 9_999, 10_000, 10_001, 19_000]) == [
                true, true, false, true, false, true,
            ]
        )
        var daily = HubSpotLimits.unlimited
        daily.daily = 1
        let day = LimiterProbe(limits: daily)
        let midnight: Int64 = 5 * 3_600_000
        #expect(day.admits(atMilliseconds: [0, midnight - 1, midnight]) == [true, false, true])
    }

    @Test("A fault after the write answers 503, yet the record is there and a repeat makes no second one")
    func faultAfterWrite() async throws {
        try await SandboxAccount.with { account in
            await account.hubspot.add(.init(.status(503), .after, path: "/batch/upsert"))
            let body: SandboxJSON = [
                "inputs": [batchInput(id: "a@example.com", by: "email", trace: "t", ["city": "Bath"])]
            ]
            #expect(try await account.post("\(contacts)/batch/upsert", body).status == 503)
            #expect(await account.hubspot.count(.contacts) == 1)
            let repeated = try await account.post("\(contacts)/batch/upsert", body)
            #expect(repeated.results.first?["new"] == false)
            #expect(await account.hubspot.createdCount(.contacts) == 1)
        }
    }

    @Test("Connections break before and after the write, as told over HTTP")
    func resets() async throws {
        try await SandboxAccount.with { account in
            let body: SandboxJSON = ["inputs": [batchInput(id: "a@example.com", by: "email", trace: "t", [:])]]
            for (when, count) in [("before", 0), ("after", 1)] {
                let fault: SandboxJSON = ["faults": [["path": "/batch/upsert", "reset": true, "when": .string(when)]]]
                #expect(try await account.post("/_sandbox/faults", fault).status == 200)
                await #expect(throws: (any Error).self) { try await account.post("\(contacts)/batch/upsert", body) }
                #expect(await account.hubspot.count(.contacts) == count)
            }
            let state = try await account.call("GET", "/_sandbox/state")
            #expect(state.json["contacts"]?["count"] == 1)
            let requests = try await account.call("GET", "/_sandbox/requests")
            #expect(requests.json["statuses"]?["0"] == 2)
        }
    }

    @Test("A port in use is told to whoever waits for the address")
    func portInUse() async throws {
        try await SandboxAccount.with { account in
            var options = SandboxOptions()
            options.hubspotPort = account.baseURL.split(separator: ":").last.flatMap { Int($0) }
            let second = SandboxServer(options: options)
            await withTaskGroup(of: Void.self) { group in
                group.addTask { await #expect(throws: (any Error).self) { try await second.run() } }
                await #expect(throws: (any Error).self) { try await second.baseURLs() }
            }
        }
    }

    @Test("A property needs a field type that fits, a group that exists and a free unique slot")
    func refusedProperties() async throws {
        try await SandboxAccount.with { account in
            let path = "/crm/properties/2026-09/contacts"
            func property(_ name: String, _ fieldType: String = "text", group: String = "shopify_sync") -> SandboxJSON {
                [
                    "name": .string(name), "label": "L", "type": "string", "fieldType": .string(fieldType),
                    "groupName": .string(group), "hasUniqueValue": true,
                ]
            }
            for number in 1...10 { try await account.makeUnique("key_\(number)", on: "contacts") }
            #expect(try await account.post(path, property("one_too_many")).status == 400)
            let deals = "/crm/properties/2026-09/deals"
            try await account.makeUnique("key", on: "deals")
            #expect(try await account.post(deals, property("a", "number")).status == 400)
            #expect(try await account.post(deals, property("a", group: "nowhere")).status == 400)
            #expect(try await account.post(deals, property("Upper")).status == 400)
            #expect(try await account.post(deals, property("a")).status == 201)
            #expect(try await account.call("DELETE", deals + "/amount").status == 400)
            #expect(try await account.call("DELETE", deals + "/a").status == 204)
            #expect(try await account.call("GET", deals + "/a").status == 404)
        }
    }

    @Test("A delay holds the answer back")
    func delay() async throws {
        try await SandboxAccount.with { account in
            for moment in [SandboxFault.Moment.before, .after] {
                await account.hubspot.add(.init(.delay(milliseconds: 60), moment))
                let clock = ContinuousClock()
                let took = try await clock.measure { _ = try await account.call("GET", contacts) }
                #expect(took >= .milliseconds(60))
            }
        }
    }

    @Test("Tokens, scopes, properties and values can be taken away")
    func takenAway() async throws {
        try await SandboxAccount.with { account in
            let body: SandboxJSON = [
                "inputs": [batchInput(id: "a@example.com", by: "email", trace: "t", ["city": "Bath"])]
            ]
            let path = "\(contacts)/batch/upsert"
            let switches: [(SandboxJSON, Int)] = [
                (["refuseValue": ["object": "contacts", "property": "city", "value": "Bath"]], 207),
                (["removeProperty": ["object": "contacts", "name": "city"]], 207),
                (["removeScope": "crm.objects.contacts.write"], 403), (["status": 502], 502),
                (["status": 423, "times": nil, "probability": 1], 423), (["clear": true], 403),
                (["revokeToken": "sandbox-token"], 401),
            ]
            for (change, status) in switches {
                #expect(try await account.post("/_sandbox/faults", change).status == 200)
                let answer = try await account.post(path, body)
                #expect(answer.status == status, "\(change.rendered)")
                #expect(answer.headers["x-hubspot-correlation-id"] != nil)
            }
            #expect(try await account.post("/_sandbox/faults", ["what": 1]).status == 400)
        }
    }

    @Test("Every written record is an event with its keys")
    func events() async throws {
        try await SandboxAccount.with { account in
            let events = await account.hubspot.recordEvents()
            let body: SandboxJSON = ["inputs": [batchInput(id: "a@example.com", by: "email", trace: "t", [:])]]
            for _ in 0..<2 { _ = try await account.post("\(contacts)/batch/upsert", body) }
            var seen: [RecordWritten] = []
            for await event in events.prefix(2) { seen.append(event) }
            #expect(seen.map(\.new) == [true, false])
            #expect(seen.map { $0.keys["email"] } == ["a@example.com", "a@example.com"])
        }
    }
}

/// Asks the account's limits at chosen moments.
private struct LimiterProbe {
    let limits: HubSpotLimits

    func admits(atMilliseconds moments: [Int64]) -> [Bool] {
        var limiter = RateLimiter(limits: limits, utcOffsetMinutes: -300)
        let call = HubSpotCall(method: "GET", segments: ["crm", "owners", "2026-09"], query: [:], token: "t", body: [])
        return moments.map { limiter.admit(call, app: "t", at: SandboxTime(milliseconds: $0)) == nil }
    }
}
