extension Job {
    /// A person's word.
    ///
    /// What nobody is running changes at once; a running job keeps the request until its runner honours it.
    /// - Returns: `false`, with nothing changed, where it makes no sense: a job that is done or cancelled, or one to
    ///   resume that is not paused or failed.
    package mutating func ask(_ asked: JobRequest, now: Instant) -> Bool {
        switch (asked, state) {
        case (.pause, .waiting):
            state = .paused
        case (.pause, .paused), (.cancel, .cancelled):
            break
        case (.cancel, .waiting), (.cancel, .paused):
            state = .cancelled
            finishedAt = now
            request = startedAt == nil ? nil : .cancel
        case (.pause, .running) where request != .cancel, (.cancel, .running):
            request = asked
        case (.resume, .running) where request == .pause:
            request = nil
        case (.resume, .paused), (.resume, .failed):
            state = .waiting
            finishedAt = nil
            problem = nil
        default:
            return false
        }
        return true
    }

    /// The owner of the store takes it under an epoch; a job that a former owner left running is taken too.
    package mutating func take(epoch: Int64, now: Instant) -> Bool {
        guard state == .waiting || state == .running else { return false }
        state = .running
        self.epoch = epoch
        startedAt = startedAt ?? now
        return true
    }

    /// What its runner tells.
    ///
    /// - Returns: `false`, with nothing changed, where another owner has it or it does not run. Of one that was cancelled while
    ///   nobody ran it, the end of what it left at Shopify is taken.
    package mutating func advance(_ checkpoint: JobCheckpoint, merged: MergeReport?) -> Bool {
        if leavesOperations, checkpoint.end == .cancelled {
            request = nil
            return true
        }
        guard state == .running, epoch == checkpoint.epoch else { return false }
        progress.add(checkpoint.progress)
        if let merged { progress.count(merged) }
        if let found = checkpoint.drift {
            var report = drift ?? DriftReport()
            report.add(found)
            drift = report
        }
        if let merged, checkpoint.compares {
            var report = drift ?? DriftReport()
            report.add(merged.drift)
            drift = report
        }
        if let waitsFor = checkpoint.waitsFor { problem = waitsFor.words }
        if let end = checkpoint.end { finish(end, now: checkpoint.now) }
        return true
    }

    private mutating func finish(_ end: JobEnd, now: Instant) {
        request = nil
        epoch = nil
        problem = nil
        switch end {
        case .done: state = .done
        case .failed(let why):
            state = .failed
            problem = why
        case .cancelled: state = .cancelled
        case .paused: state = .paused
        case .givenBack: state = .waiting
        }
        if state.isFinal { finishedAt = now }
    }
}
