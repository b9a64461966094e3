import SyncModel

/// Watches whether an owned store speaks.
struct SilenceLoop: Sendable {
    let owned: OwnedStore

    func run() async throws {
        let check = SilenceCheck(
            store: owned.route.name,
            keeping: owned.store,
            owned: owned,
            clock: owned.clock,
            logger: owned.logger
        )
        while !owned.isStopping {
            var hasAsked = false
            do {
                hasAsked = try await check.perform()
            } catch JobStop.shutdown {
                return
            }
            await owned.pause(hasAsked ? SilenceCheck.readInterval : SilenceCheck.look)
        }
    }
}
