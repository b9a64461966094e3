/// What a job's runner makes durable at one moment, all of it or nothing.
package struct JobCheckpoint: Sendable, Hashable {
    package var job: Job.ID
    /// The epoch of the store's lease; under a stale one the checkpoint is refused.
    package var epoch: Int64
    package var now: Instant
    /// Slices as they become; new ones are added.
    package var slices: [JobSlice]
    package var progress: JobProgress.Change
    /// Added to what the job has found.
    package var drift: DriftReport?
    /// Whether the merge of the same transaction compares, so that its differences are drift.
    package var compares = false
    package var watermark: Watermark?
    /// `nil` leaves what is said.
    package var waitsFor: Waiting?
    package var end: JobEnd?

    /// What a running job waits for.
    package enum Waiting: Sendable, Hashable {
        case nothing
        case because(String)

        package var words: String? {
            guard case .because(let words) = self else { return nil }
            return words
        }
    }

    package init(
        job: Job.ID,
        epoch: Int64,
        now: Instant,
        slices: [JobSlice] = [],
        progress: JobProgress.Change = JobProgress.Change(),
        drift: DriftReport? = nil,
        watermark: Watermark? = nil,
        waitsFor: Waiting? = nil,
        end: JobEnd? = nil
    ) {
        self.job = job
        self.epoch = epoch
        self.now = now
        self.slices = slices
        self.progress = progress
        self.drift = drift
        self.watermark = watermark
        self.waitsFor = waitsFor
        self.end = end
    }
}

/// How a runner leaves a job.
package enum JobEnd: Sendable, Hashable {
    case done
    case failed(String)
    case paused
    case cancelled
    /// Not finished: the next owner goes on.
    case givenBack
}

/// What became of a checkpoint.
package enum CheckpointAnswer: Sendable, Hashable {
    /// Stored; with what a person asks of the job.
    case stored(JobRequest?)
    /// Another owner has the store, or the job does not run: nothing was stored, and the runner must stop.
    case refused
}
