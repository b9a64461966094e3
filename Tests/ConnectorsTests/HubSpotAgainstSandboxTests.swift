import Conformance
import Connectors
import Outbound
import SyncModel
import Testing

@testable import Sandbox

/// The connector against the simulated account, which was written from the reference and not from it.
@Suite("HubSpot: against the simulated account")
struct HubSpotAgainstSandboxTests {
    private static let own: [RecordKind: [OwnField]] = [
        .customer: [OwnField(name: "shopify_orders_count", label: "Shopify orders", type: .number)],
        .order: [
            OwnField(name: "shopify_cancelled_at", label: "Shopify cancelled at", type: .datetime),
            OwnField(name: "shopify_is_test", label: "Shopify test order", type: .boolean),
        ],
    ]

    private func connect(
        _ hubspot: SimulatedHubSpot,
        order: HubSpotSettings.OrderObject = .deal,
        lines: HubSpotSettings.Lines = .summary,
        token: String = "sandbox-token"
    ) -> HubSpotConnector {
        HubSpotConnector(
            settings: HubSpotSettings(
                baseURL: "https://hubspot.test",
                accessToken: Secret(token),
                account: "12345678",
                orderObject: order,
                lines: lines,
                ownFields: Self.own
            ),
            transport: SandboxTransport(hubspot: hubspot),
            pacer: NotingPacer(),
            clock: ScriptedClock { Instant(seconds: 1_795_579_200) }
        )
    }

    @Test("setup makes what check asks for, and nothing is left to do")
    func setup() async throws {
        let connector = connect(SimulatedHubSpot(), order: .order, lines: .items)
        #expect(try await connector.prepare().filter { $0.level == .problem } == [])
        #expect(try await connector.check().filter { $0.level != .fine } == [])
        #expect(try await connector.prepare().allSatisfy { $0.level == .fine })
    }

    @Test("people, deals and associations arrive once, also when they are sent again")
    func repeated() async throws {
        let hubspot = SimulatedHubSpot()
        let connector = connect(hubspot)
        _ = try await connector.prepare()
        let people = (1...150).map {
            HubSpotRecords.customer($0, fields: [MappedField("shopify_orders_count", .integer($0))])
        }
        let first = try await connector.upsert(people, kind: .customer)
        let ids = first.compactMap(\.crmID)
        #expect(ids.count == 150)
        let deals = zip(people, ids).map { person, id in
            HubSpotRecords.order(
                person.key.id,
                fields: [
                    MappedField("dealstage", .text("won")), MappedField("pipeline", .text("Shopify")),
                    MappedField("deal_currency_code", .text("EUR")), MappedField("shopify_is_test", .boolean(false)),
                ],
                parent: id
            )
        }
        let written = try await connector.upsert(deals, kind: .order)
        #expect(written.compactMap(\.crmID).count == 150)
        #expect(try await connector.upsert(people, kind: .customer).compactMap(\.crmID) == ids)
        #expect(try await connector.upsert(deals, kind: .order).compactMap(\.crmID) == written.compactMap(\.crmID))
        #expect(await hubspot.createdCount(.contacts) == 150)
        #expect(await hubspot.createdCount(.deals) == 150)
        let found = try await connector.find(externalIDs: ["7", "9999"], kind: .order)
        #expect(found["7"]?.crmID == written[6].crmID)
    }

    @Test("a person who was there before us conflicts, and is adopted")
    func adoption() async throws {
        let hubspot = SimulatedHubSpot()
        let connector = connect(hubspot)
        _ = try await connector.prepare()
        let made = try await hubspot.act(
            "POST",
            "/crm/objects/2026-09/contacts",
            SandboxJSON(parsing: Array(#"{"properties":{"email":"ada@example.com"}}"#.utf8))
        )
        let id = try #require(made.body["id"]?.stringValue)
        let ada = HubSpotRecords.customer(1, email: "Ada@Example.com")
        let outcomes = try await connector.upsert([ada, HubSpotRecords.customer(2)], kind: .customer)
        #expect(outcomes[0] == .conflict(.init(candidates: [.init(crmID: id)])))
        #expect(outcomes[1].crmID != nil)
        let adopted = try await connector.upsert(
            [HubSpotRecords.customer(1, email: "ada@example.com", target: .adopt(id))],
            kind: .customer
        )
        #expect(adopted[0].crmID == id)
        #expect(try await connector.find(externalIDs: ["1"], kind: .customer)["1"]?.crmID == id)
        #expect(try await connector.find(emails: ["ADA@example.com"])["ada@example.com"]?.first?.externalID == "1")
    }

    @Test("values that HubSpot refuses are left out, and a missing property stops the kind")
    func refused() async throws {
        let hubspot = SimulatedHubSpot()
        let connector = connect(hubspot)
        _ = try await connector.prepare()
        let outcomes = try await connector.upsert(
            [
                HubSpotRecords.customer(1, email: "name@domain.cmo", fields: [MappedField("firstname", .text("Ada"))]),
                HubSpotRecords.customer(2, fields: [MappedField("shopify_orders_count", .text("many"))]),
                HubSpotRecords.customer(3),
            ],
            kind: .customer
        )
        for outcome in outcomes[..<2] {
            guard case .written(let record) = outcome else { throw Unexpected(outcome) }
            #expect(record.warnings.count == 1)
        }
        #expect(outcomes[2].crmID != nil)
        let missing = try await connector.upsert(
            [
                HubSpotRecords.customer(4, fields: [MappedField("nobody_made_this", .text("x"))]),
                HubSpotRecords.customer(5),
            ],
            kind: .customer
        )
        guard case .failed(let fault) = missing[0] else { throw Unexpected(missing[0]) }
        #expect(fault.code == .missingField && fault.disposition == .pause(.kind(.customer)))
        #expect(fault.fields == ["nobody_made_this"])
    }

    @Test("a record deleted in HubSpot is gone; lines come, and go again")
    func goneAndLines() async throws {
        let hubspot = SimulatedHubSpot()
        let connector = connect(hubspot, order: .order, lines: .items)
        _ = try await connector.prepare()
        let outcomes = try await connector.upsert(
            [HubSpotRecords.customer(1, target: .record("123456"))],
            kind: .customer
        )
        #expect(outcomes == [.gone])
        func order(removed: Bool) -> CRMUpsert {
            var order = HubSpotRecords.order(
                1,
                lines: [
                    MappedLine(
                        externalID: "11",
                        fields: [MappedField("name", .text("Hat")), MappedField("quantity", .integer(1))]
                    ),
                    MappedLine(externalID: "12", fields: [MappedField("name", .text("Cap"))], isRemoved: removed),
                ]
            )
            order.fields = [
                MappedField("hs_order_name", .text("#1")), MappedField("hs_pipeline_stage", .text("Processed")),
            ]
            return order
        }
        #expect(try await connector.upsert([order(removed: false)], kind: .order)[0].crmID != nil)
        #expect(await hubspot.count(.lineItems) == 2)
        #expect(try await connector.upsert([order(removed: true)], kind: .order)[0].crmID != nil)
        #expect(await hubspot.count(.lineItems) == 1)
        #expect(await hubspot.count(.orders) == 1)
    }

    @Test("a wrong token is told from everything else")
    func unauthorized() async throws {
        let connector = connect(SimulatedHubSpot(), token: "wrong")
        let findings = try await connector.check()
        #expect(findings.map(\.subject) == ["credentials"])
    }
}

/// Hands requests to the simulated account without a network.
struct SandboxTransport: OutboundTransport {
    let hubspot: SimulatedHubSpot
    var garbling = Garbling { $0.url.hasSuffix("/batch/read") || $0.url.hasSuffix("/search") }

    func send(_ request: OutboundRequest) async throws(OutboundFailure) -> OutboundResponse {
        if let garbled = garbling.answer(to: request) { return garbled }
        let parts = request.url.dropFirst("https://hubspot.test".count).split(separator: "?")
        let query =
            parts.count > 1 ? parts[1].split(separator: "&").map { $0.split(separator: "=").map(String.init) } : []
        let bearer = request.headers.first { $0.0 == "Authorization" }?.1.dropFirst("Bearer ".count)
        let call = HubSpotCall(
            method: request.method.rawValue,
            segments: parts[0].split(separator: "/").map { $0.removingPercentEncoding },
            query: Dictionary(query.compactMap { $0.count == 2 ? ($0[0], $0[1]) : nil }, uniquingKeysWith: { $1 }),
            token: bearer.map(String.init),
            body: request.body ?? []
        )
        let fault = await hubspot.takeFault(for: call)
        guard let answer = await hubspot.answer(call, fault: fault) else { throw .noAnswer(reason: "closed") }
        let body: [UInt8] =
            switch answer.body {
            case .none: []
            case .json(let json): json.bytes
            case .html(let text): Array(text.utf8)
            }
        return OutboundResponse(
            status: answer.status,
            headers: answer.headers.map { (name: $0.key, value: $0.value) },
            body: body
        )
    }
}
