import Conformance
import Synchronization
import Testing

@testable import SyncEngine
@testable import SyncModel

/// What a CRM says of its fields is asked when the server starts, daily, and where a field stopped a delivery.
@Suite struct SchemaWatchTests {
    private static let name = DestinationName("crm")

    private final class Bench: Sendable {
        let clock = TestClock()
        let crm = FakeCRM()
        let store: InMemoryStore
        let log = CapturedLog()

        init() {
            let clock = self.clock
            store = InMemoryStore(leaseClock: { clock.now })
            set(["dealname"])
        }

        func set(_ fields: [String]) {
            let types = Dictionary(uniqueKeysWithValues: fields.map { ($0, CRMSchema.FieldType(type: "text")) })
            crm.with { $0.schemas[.order] = CRMSchema(object: "deals", fields: types) }
        }

        /// A server's start: one that knows nothing of the one before.
        var watch: SchemaWatch {
            SchemaWatch(
                destination: SchemaWatchTests.name,
                connector: crm,
                kinds: [.order],
                mistakes: { schemas in
                    let fields = schemas[.order]?.fields ?? [:]
                    let mark = DocumentMark(file: "m.yaml", line: 3, column: 5)
                    return fields["dealname"] == nil ? [DocumentProblem(mark, "no field \"dealname\"")] : []
                },
                store: store,
                clock: clock,
                logger: log.logger
            )
        }

        var calls: Int { crm.with { $0.calls.count { $0.name == "schema" } } }
    }

    @Test func itIsAskedAtTheStartAndOnceADay() async throws {
        let bench = Bench()
        let watch = bench.watch
        var progress = SchemaWatch.Progress()
        try await watch.look(&progress)
        #expect(bench.calls == 1)
        #expect(await bench.store.schemas(of: Self.name)[.order]?.fetchedAt == bench.clock.now)
        bench.clock.advance(.seconds(86_000))
        try await watch.look(&progress)
        #expect(bench.calls == 1)
        bench.clock.advance(.seconds(500))
        try await watch.look(&progress)
        #expect(bench.calls == 2)
        // Started anew within the hour, it takes what is kept.
        var restarted = SchemaWatch.Progress()
        try await bench.watch.look(&restarted)
        #expect(bench.calls == 2)
        bench.clock.advance(.seconds(3_700))
        var later = SchemaWatch.Progress()
        try await bench.watch.look(&later)
        #expect(bench.calls == 3)
    }

    @Test func whatIsKeptIsAskedAnewBeforeItCountsAgainstTheMapping() async throws {
        let bench = Bench()
        let stale = CRMSchema(object: "deals", fields: [:])
        await bench.store.note([.order: SeenSchema(stale, fetchedAt: bench.clock.now)], of: Self.name)
        var progress = SchemaWatch.Progress()
        try await bench.watch.look(&progress)
        #expect(bench.calls == 1, "made since it was kept")
        #expect(bench.log.entries.isEmpty)
    }

    @Test func whatDoesNotFitIsSaidOnceWithItsPlace() async throws {
        let bench = Bench()
        bench.set(["other"])
        let watch = bench.watch
        var progress = SchemaWatch.Progress()
        try await watch.look(&progress)
        bench.clock.advance(.seconds(90_000))
        try await watch.look(&progress)
        #expect(bench.log.count("The mapping does not fit what the CRM has") == 1)
        #expect(bench.log.entries.contains(where: { $0.description.contains("m.yaml:3:5") }))
    }

    @Test func aFieldThatStoppedADeliveryAsksAgain() async throws {
        let bench = Bench()
        let watch = bench.watch
        var progress = SchemaWatch.Progress()
        try await watch.look(&progress)
        bench.clock.advance(.seconds(60))
        let fault = DeliveryFault(.missingField, .pause(.kind(.order)), message: "no such property")
        await bench.store.pause(
            Pause(destination: Self.name, scope: .kind(.order), fault: fault, since: bench.clock.now, probeAt: nil)
        )
        bench.clock.advance(.seconds(60))
        try await watch.look(&progress)
        #expect(bench.calls == 2)
        try await watch.look(&progress)
        #expect(bench.calls == 2, "once for each pause")
    }

    @Test func anOutageForgetsNothingAndIsTriedLessAndLess() async throws {
        let bench = Bench()
        let watch = bench.watch
        var progress = SchemaWatch.Progress()
        try await watch.look(&progress)
        let kept = await bench.store.schemas(of: Self.name)
        bench.clock.advance(.seconds(90_000))
        bench.crm.with { $0.outage = DeliveryFault(.unavailable, .retry, message: "503") }
        for _ in 0..<30 {
            try await watch.look(&progress)
            bench.clock.advance(.seconds(60))
        }
        #expect(bench.calls < 10)
        #expect(await bench.store.schemas(of: Self.name) == kept)
        bench.crm.with { $0.outage = nil }
        bench.clock.advance(.seconds(3_600))
        try await watch.look(&progress)
        #expect(await bench.store.schemas(of: Self.name) != kept)
    }
}
