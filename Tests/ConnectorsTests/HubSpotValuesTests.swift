import FoundationEssentials
import SyncModel
import Testing

@testable import Connectors

@Suite("HubSpot: values, settings and registration")
struct HubSpotValuesTests {
    @Test("everything is text on the wire, in HubSpot's forms")
    func forms() throws {
        func wire(_ value: MappedValue) -> String { HubSpotValues.wire(MappedField("x", value)).text }
        let amount = try #require(Decimal(string: "1234.50"))
        let time = try #require(Timestamp("2026-05-11T11:06:59-04:00"))
        #expect(wire(.clear) == "")
        #expect(wire(.text("  Ada\n")) == "Ada")
        #expect(wire(.integer(-3)) == "-3")
        #expect(wire(.decimal(amount)) == "1234.5")
        #expect(wire(.boolean(true)) == "true")
        #expect(wire(.instant(time)) == "2026-05-11T15:06:59.000Z")
        #expect(wire(.day("2026-05-11")) == "2026-05-11")
        #expect(wire(.list(["", "a", " b "])) == "a;b")
    }

    @Test("text beyond what HubSpot holds is cut between characters, with a warning")
    func cut() {
        let long = HubSpotValues.wire(MappedField("note", .text(String(repeating: "👍", count: 40_000))))
        #expect(long.text.utf16.count == 65_536)
        #expect(long.text.count == 32_768)
        #expect(long.warning?.contains("note") == true)
        #expect(HubSpotValues.wire(MappedField("note", .text("short"))).warning == nil)
    }

    @Test("a value read back counts as the one sent, however HubSpot writes it")
    func same() {
        #expect(HubSpotValues.isSame("Ada@Example.com", "ada@example.com"))
        #expect(HubSpotValues.isSame("12.50", "12.5"))
        #expect(HubSpotValues.isSame("2026-05-11T15:06:59.000Z", "2026-05-11T15:06:59Z"))
        #expect(HubSpotValues.isSame("", nil))
        #expect(!HubSpotValues.isSame("12.5", "12.6"))
        #expect(!HubSpotValues.isSame("Ada", nil))
    }

    @Test("a secret cannot be printed")
    func secret() {
        let settings = HubSpotSettings(accessToken: Secret("pat-na1-secret"))
        var dumped = ""
        dump(settings, to: &dumped)
        #expect(!"\(settings) \(String(reflecting: settings)) \(dumped)".contains("pat-na1"))
    }

    @Test("the registry makes a connector from configuration, and says what is wrong with it")
    func registry() throws {
        let bench = HubSpotBench { _ in .account }
        let descriptor = try #require(ConnectorRegistry.descriptor("hubspot"))
        var settings = ConnectorSettings(
            credentials: ["access_token": Secret("t")],
            objects: ["order": "order", "lines": "items"],
            transport: RefusingTransport(),
            pacer: bench.pacer,
            clock: ScriptedClock { Instant(seconds: 0) }
        )
        #expect(try descriptor.make(settings) is HubSpotConnector)
        #expect(try HubSpotSettings(settings).orderObject == .order)
        settings.objects["order"] = "invoice"
        #expect(throws: ConnectorSettings.Mistake(key: "objects.order", message: "must be one of deal, order")) {
            try descriptor.make(settings)
        }
        settings.credentials = [:]
        #expect(throws: ConnectorSettings.Mistake.self) { try descriptor.make(settings) }
        #expect(ConnectorRegistry.descriptor("nothing") == nil)
    }
}
