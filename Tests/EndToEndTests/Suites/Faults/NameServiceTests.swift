import Sandbox
import Testing

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The way to a CRM: its name is not found, found late, or what answers there speaks no TLS.
@Suite("Name service and TLS", .timeLimit(.minutes(3)), .enabled(if: FaultyMachine.isExpected, "needs Linux and clang"))
struct NameServiceTests {
    private static func named(seed: UInt64) -> StageSettings {
        var settings = StageSettings.faulty(seed: seed)
        settings.hubspotHost = "localhost"
        return settings
    }

    @Test func aNameThatIsNotFoundIsAnOutage() async throws {
        try await Stage.run(Self.named(seed: 51)) { stage in
            try stage.machine.set(Int64(EAI_AGAIN), .nameError)
            let server = try await stage.serve()
            try await stage.deliver(await stage.sell(3))
            #expect(await server.errors.line { $0.contains("The destination cannot be reached") } != nil)
            #expect(try await stage.get("/readyz").status == 200)
            #expect(await stage.hubspot.createdCount(.contacts) == 0)
            try stage.machine.mend()
            try await stage.expectWhole()
        }
    }

    /// A name that is answered slowly holds up who must ask for it, and nobody else.
    @Test func aNameThatIsFoundLateHoldsUpNoOtherDestination() async throws {
        var settings = Self.named(seed: 52)
        settings.hasEspoCRM = true
        try await Stage.run(settings) { stage in
            try stage.machine.set(6_000, .nameDelayMilliseconds)
            _ = try await stage.serve()
            let began = ContinuousClock.now
            try await stage.deliver(await stage.sell(4))
            // The other CRM is reached by its address, over connections that must be opened first.
            try await stage.espocrm.awaitOrders(4)
            #expect(ContinuousClock.now - began < .seconds(5), "the other one waited for the name")
            #expect(await stage.hubspot.createdCount(.contacts) == 0)
            try stage.machine.mend()
            try await stage.expectWhole()
            let differences = await EspoCRMTruth(shop: await stage.shopify.shop).differences(from: stage.espocrm)
            #expect(differences.isEmpty, "\(differences.prefix(20))")
        }
    }

    @Test func whatSpeaksNoTLSIsAnOutageUntilTheAddressIsMended() async throws {
        try await Stage.run(Self.named(seed: 53)) { stage in
            try stage.configure { $0.replacing("http://localhost", with: "https://localhost") }
            let server = try await stage.serve()
            try await stage.deliver(await stage.sell(3))
            #expect(await server.errors.line { $0.contains("The destination cannot be reached") } != nil)
            #expect(await stage.hubspot.createdCount(.contacts) == 0)
            let status = try await stage.sluice("status", "--json")
            #expect(status.output.lowercased().contains("tls"), "\(status.output)")
            try stage.configure { $0.replacing("https://localhost", with: "http://localhost") }
            let reload = try await stage.sluice("reload")
            #expect(reload.code == 0, "\(reload.output) \(reload.errors)")
            try await stage.expectWhole()
        }
    }
}

extension SimulatedRESTCRM {
    /// Returns once it holds so many orders.
    fileprivate func awaitOrders(_ count: Int) async throws {
        // It gives no event.
        while rows("Opportunity").count < count { try await Task.sleep(for: .milliseconds(50)) }
    }
}
