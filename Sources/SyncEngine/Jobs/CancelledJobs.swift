import SyncModel

/// Cancels the bulk operations of jobs that were cancelled while nobody ran them: paused ones, and ones that waited for an
/// owner to go on with them.
struct CancelledJobs: Sendable {
    let owned: OwnedStore

    /// How often it looks whether there are any.
    private static let look = Duration.seconds(15)
    /// Results that nobody reads are dropped by Shopify after a week, and operations end before.
    private static let longestLeft = Duration.seconds(86_400)

    func run() async throws {
        while !owned.isStopping {
            try await end()
            await owned.pause(Self.look)
        }
    }

    /// Ends what there is; what Shopify does not answer for is tried again at the next look.
    func end() async throws {
        let filter = JobFilter(store: owned.route.name, state: .cancelled)
        for job in try await owned.store.jobs(filter, limit: 20) where job.leavesOperations {
            let isOld = job.finishedAt.map { owned.clock.now.since($0) > Self.longestLeft } ?? true
            guard try await owned.cancelOperations(of: job) || isOld else { continue }
            _ = try await owned.store.checkpoint(
                JobCheckpoint(job: job.id, epoch: owned.epoch, now: owned.clock.now, end: .cancelled)
            )
        }
    }
}
