import Foundation
import SQLStore
import SQLiteDriver
import SyncModel
import Testing

/// Hundreds of histories that nobody would think of.
///
/// A failure names its seed; `SLUICE_SIMULATION_SEED` runs that alone, or others: `201-600`, `160,184`.
@Suite struct SimulationTests {
    /// Those that have found something before, and always run.
    private static let lessons =
        "3130,3566,3670,3880,4972,5524,5569,5701,5743,5791,6438,6444,7872,8875,9440,10363,12562"

    static let seeds: [UInt64] = {
        let wanted = ProcessInfo.processInfo.environment["SLUICE_SIMULATION_SEED"] ?? "1-200,\(lessons)"
        return wanted.split(separator: ",").flatMap { part -> [UInt64] in
            let ends = part.split(separator: "-").compactMap { UInt64($0) }
            guard let first = ends.first, let last = ends.last, first <= last else { return [] }
            return Array(first...last)
        }
    }()

    @Test(arguments: SimulationTests.seeds)
    func theCRMEndsAsShopifyIs(_ seed: UInt64) async throws {
        let clock = TestClock()
        var simulation = Simulation(seed: seed, clock: clock, store: InMemoryStore(leaseClock: { clock.now }))
        try await simulation.run()
    }

    /// People who buy without an account, some of whom get one; some deliveries are lost and found by comparing.
    @Test(arguments: SimulationTests.seeds)
    func guestsEndAsTheAccountsThatTheyGet(_ seed: UInt64) async throws {
        let clock = TestClock()
        let store = InMemoryStore(leaseClock: { clock.now })
        var simulation = Simulation(seed: seed, clock: clock, store: store, guests: Self.policy(seed))
        try await simulation.run()
    }

    /// Any weather with any policy.
    private static func policy(_ seed: UInt64) -> GuestPolicy {
        seed / 3 % 4 == 0 ? .link : seed / 3 % 4 == 1 ? .ignore : .create
    }

    @Test(arguments: SimulationTests.seeds.prefix(24), [false, true])
    func theSameInSQL(_ seed: UInt64, _ hasGuests: Bool) async throws {
        let folder = NSTemporaryDirectory() + "sluice-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let database = try SQLiteDatabase(path: folder + "/sluice.db")
        var simulation = Simulation(
            seed: seed,
            clock: TestClock(),
            store: try await SQLStore(opening: database),
            guests: hasGuests ? Self.policy(seed) : nil
        )
        try await simulation.run()
        try database.close()
    }
}
