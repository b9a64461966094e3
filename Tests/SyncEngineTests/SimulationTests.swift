import Foundation
import SQLStore
import SQLiteDriver
import SyncModel
import Testing

/// Hundreds of histories that nobody would think of.
///
/// A failure names its seed; `SLUICE_SIMULATION_SEED` runs that alone.
@Suite struct SimulationTests {
    static let seeds: [UInt64] =
        ProcessInfo.processInfo.environment["SLUICE_SIMULATION_SEED"].flatMap(UInt64.init).map { [$0] }
        ?? Array(1...300)

    @Test(arguments: SimulationTests.seeds)
    func theCRMEndsAsShopifyIs(_ seed: UInt64) async throws {
        let clock = TestClock()
        var simulation = Simulation(seed: seed, clock: clock, store: InMemoryStore(leaseClock: { clock.now }))
        try await simulation.run()
    }

    @Test(arguments: SimulationTests.seeds.prefix(24))
    func theSameInSQL(_ seed: UInt64) async throws {
        let folder = NSTemporaryDirectory() + "sluice-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let database = try SQLiteDatabase(path: folder + "/sluice.db")
        var simulation = Simulation(seed: seed, clock: TestClock(), store: try await SQLStore(opening: database))
        try await simulation.run()
        try database.close()
    }
}
