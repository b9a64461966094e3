import Logging
import SyncModel

/// Runs a store's jobs of one kind, one after the other, while the store is owned.
struct JobLoop: Sendable {
    let owned: OwnedStore
    let kind: JobKind

    /// Runs until shutdown.
    ///
    /// - Throws: `JobStop.lost` when another owner has the store, and what the store throws.
    func run() async throws {
        while !owned.isStopping {
            if try await !runNext() { await owned.pause(OwnedStore.look) }
        }
    }

    /// Runs the next job to its end; returns whether there was one.
    func runNext() async throws -> Bool {
        let taken = try await owned.store.takeJob(
            of: owned.route.name,
            kind: kind,
            epoch: owned.epoch,
            now: owned.clock.now
        )
        guard let job = taken else { return false }
        let run = JobRun(job, owned)
        let facts: Logger.Metadata = ["store": "\(job.store)", "job": "\(job.id)", "kind": "\(job.kind.rawValue)"]
        owned.logger.info("Runs a job", metadata: facts)
        let end = try await end(of: run)
        try await run.store(run.checkpoint { $0.end = end })
        switch end {
        case .failed: owned.logger.error("A job could not be done", metadata: facts)
        default: owned.logger.info("Left a job", metadata: facts.merging(["end": "\(end)"]) { $1 })
        }
        return true
    }

    private func end(of run: JobRun) async throws -> JobEnd {
        do {
            try await run.goOn()
            switch run.job.spec {
            case .backfill(let spec): return try await BackfillRun(run: run, spec: spec).perform()
            case .reconcile(let spec): return try await ReconcileRun(run: run, spec: spec).perform()
            case .audit(let spec): return try await AuditRun(run: run, spec: spec).perform()
            }
        } catch JobStop.paused {
            return .paused
        } catch JobStop.cancelled {
            try await cancelOperations(of: run.job)
            return .cancelled
        } catch JobStop.shutdown where !Task.isCancelled {
            return .givenBack
        } catch let fault as ReadFault {
            return .failed("\(fault)")
        }
    }

    /// Nobody will read their results, and they count towards those that may run at once.
    private func cancelOperations(of job: Job) async throws {
        let running = try await owned.store.slices(of: job.id, in: [.starting, .running], after: -1, limit: 100)
        for operation in running.compactMap(\.operation) {
            do throws(ReadFault) {
                _ = try await owned.route.reader.cancel(operation)
            } catch {
                owned.logger.notice(
                    "A bulk operation could not be cancelled; it ends by itself",
                    metadata: ["store": "\(job.store)", "job": "\(job.id)", "code": "\(error.code)"]
                )
            }
        }
    }
}
