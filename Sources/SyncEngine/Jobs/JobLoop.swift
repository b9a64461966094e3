import Logging
import SyncModel

/// Runs a store's jobs of one kind, one after the other.
struct JobLoop: Sendable {
    let owned: OwnedStore
    let kind: JobKind

    /// Runs until there are none.
    ///
    /// - Throws: `JobStop.lost` when another owner has the store, and what the store throws.
    func run() async throws {
        while !owned.isStopping {
            guard try await runNext() else { return }
        }
    }

    /// Runs the next job to its end; returns whether there was one.
    ///
    /// An error that nobody foresaw is this job's alone: it is begun again from its last checkpoint some times, and then
    /// fails.
    func runNext() async throws -> Bool {
        var attempts = 0
        var failed: (job: Job.ID, read: Int64)?
        // Taking gives the job that is under way before any other, as it stands by then.
        while let job = try await take() {
            let run = JobRun(job, owned)
            do {
                if attempts == 0 { owned.logger.info("Runs a job", metadata: Self.facts(job)) }
                try await close(run, try await end(of: run))
                return true
            } catch  where !(error is JobStop) && !Task.isCancelled {
                // Only failures of one job without progress in between count together.
                if let failed, failed.job != job.id || failed.read < job.progress.read { attempts = 0 }
                failed = (job.id, job.progress.read)
                attempts += 1
                guard attempts < Self.retry.maximumAttempts else {
                    try await close(run, .failed(Self.words(error, job)))
                    return true
                }
                if attempts == 1 {
                    owned.logger.error(
                        "A job met an unexpected error and is tried again",
                        metadata: Self.facts(job).merging(["error": "\(type(of: error))"]) { $1 }
                    )
                }
                await owned.pause(Self.retry.delay(afterAttempts: attempts - 1, random: owned.random()))
            }
        }
        return attempts > 0
    }

    private static let retry = RetryPolicy(first: .seconds(5), cap: .seconds(120), maximumAttempts: 5)

    private func take() async throws -> Job? {
        try await owned.store.takeJob(of: owned.route.name, kind: kind, epoch: owned.epoch, now: owned.clock.now)
    }

    private static func facts(_ job: Job) -> Logger.Metadata {
        ["store": "\(job.store)", "job": "\(job.id)", "kind": "\(job.kind.rawValue)"]
    }

    private static func words(_ error: any Error, _ job: Job) -> String {
        "it met an unexpected error \(retry.maximumAttempts) times (\(type(of: error))); the server's log says more. "
            + "`sluice jobs resume \(job.id)` goes on from where it was"
    }

    private func close(_ run: JobRun, _ end: JobEnd) async throws {
        try await run.store(run.checkpoint { $0.end = end })
        switch end {
        case .failed: owned.logger.error("A job could not be done", metadata: Self.facts(run.job))
        default:
            owned.logger.info("Left a job", metadata: Self.facts(run.job).merging(["end": "\(end)"]) { $1 })
        }
    }

    private func end(of run: JobRun) async throws -> JobEnd {
        do {
            try await run.goOn()
            switch run.job.spec {
            case .backfill(let spec): return try await BackfillRun(run: run, spec: spec).perform()
            case .reconcile(let spec): return try await ReconcileRun(run: run, spec: spec).perform()
            case .audit(let spec): return try await AuditRun(run: run, spec: spec).perform()
            case .mapping(let spec): return try await MappingRun(run: run, spec: spec).perform()
            }
        } catch JobStop.paused {
            return .paused
        } catch JobStop.cancelled {
            _ = try await owned.cancelOperations(of: run.job)
            return .cancelled
        } catch JobStop.shutdown where !Task.isCancelled {
            return .givenBack
        } catch let fault as ReadFault {
            return .failed("\(fault)")
        }
    }
}
