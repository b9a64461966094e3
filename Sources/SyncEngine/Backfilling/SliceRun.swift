import Logging
import SyncModel

/// Reads one slice to its end, or notes why that attempt failed.
///
/// Every step is written down before or with its effect, so a process may die anywhere: what runs at Shopify is found
/// again, and what was not read to its end is read again from its beginning, which changes nothing that is known.
struct SliceRun: Sendable {
    let run: JobRun
    let sink: any SliceSink
    let turns: SliceTurns

    private var reader: any StoreHistoryReader { run.owned.route.reader }

    /// What Shopify's clock and ours may differ by.
    private static let skew = Duration.seconds(600)

    func perform(_ slice: JobSlice) async throws {
        var slice = slice
        do {
            let operation = try await turns.operations.taking {
                try await run.part {
                    try await run.goOn()
                    if slice.operation == nil { try await start(&slice) }
                    return try await end(of: slice)
                }
            }
            try await turns.readers.taking {
                try await run.part {
                    try await run.goOn()
                    try await read(operation, &slice)
                }
            }
        } catch let failure as SliceFailure {
            try await run.note(failure: failure.message, of: &slice, keepsOperation: failure.keepsOperation)
            run.owned.logger.warning(
                "A slice could not be read",
                metadata: [
                    "job": "\(slice.job)", "slice": "\(slice.number)", "attempts": "\(slice.attempts)",
                    "problem": "\(failure.message)",
                ]
            )
        }
    }

    // MARK: Starting

    private func start(_ slice: inout JobSlice) async throws {
        // One that was asked for by a process that died then, or whose answer was lost, may run already.
        var mayExist = slice.state == .starting
        slice.begin()
        try await run.store(run.checkpoint(slice))
        var unanswered = 0
        var isHeld = false
        defer { if isHeld { run.part(isHeld: false) } }
        while true {
            if mayExist, let found = try await find(slice) {
                slice.began(found)
                break
            }
            switch try await ask(for: slice) {
            case .started(let operation): slice.began(operation)
            case .busy:
                mayExist = false
                if !isHeld { run.part(isHeld: true) }
                isHeld = true
                try await run.pause(.seconds(10))
                continue
            case .unsure:
                mayExist = true
                unanswered += 1
                // The others are answered, for it is looked each time whether it was started.
                guard unanswered < OwnedStore.tries else {
                    throw SliceFailure(message: "Shopify does not answer when a bulk operation is to be started")
                }
                continue
            }
            break
        }
        try await run.store(run.checkpoint(slice))
    }

    private enum Start {
        case started(BulkOperation)
        /// As many run as may.
        case busy
        /// It may run or not.
        case unsure
    }

    private func ask(for slice: JobSlice) async throws -> Start {
        try await run.owned.waitForReading { try await run.goOn() }
        do throws(ReadFault) {
            let started = try await reader.start(slice.bulk)
            await run.owned.gate.succeeded()
            return .started(started)
        } catch {
            if error.code == .bulkLimit { return .busy }
            if error.code == .stopped { throw JobStop.shutdown }
            if error.disposition == .refuse { throw SliceFailure(message: error.description) }
            try await run.owned.gate.failed(error)
            return .unsure
        }
    }

    private func find(_ slice: JobSlice) async throws -> BulkOperation? {
        let earliest = (run.job.startedAt ?? run.job.createdAt) - Self.skew
        return try await reading { () async throws(ReadFault) -> [BulkOperation] in
            try await reader.operations()
        }
        .first { operation in
            operation.slice == slice.bulk && operation.createdAt >= earliest
                && (operation.state.isRunning || operation.state == .completed)
                && !slice.spent.contains(operation.id)
        }
    }

    // MARK: Waiting

    private func end(of slice: JobSlice) async throws -> BulkOperation {
        guard let id = slice.operation else { throw SliceFailure(message: "no operation was started") }
        var wait = Duration.seconds(1)
        while true {
            let operation = try await reading { () async throws(ReadFault) -> BulkOperation? in
                try await reader.operation(id)
            }
            guard let operation else { throw SliceFailure(message: "Shopify no longer knows the bulk operation") }
            switch operation.state {
            case .completed: return operation
            case .failed, .expired, .canceled:
                let code = operation.errorCode.map { " (\($0))" } ?? ""
                throw SliceFailure(message: "the bulk operation ended as \(operation.state.rawValue)\(code)")
            case .created, .running, .canceling:
                try await run.pause(wait)
                wait = min(wait * 2, .seconds(10))
            }
        }
    }

    /// A request that is refused is a failed attempt.
    private func reading<Value>(_ body: () async throws(ReadFault) -> Value) async throws -> Value {
        do {
            return try await run.reading(body)
        } catch let fault as ReadFault {
            throw SliceFailure(message: fault.description)
        }
    }

    // MARK: Reading

    private func read(_ operation: BulkOperation, _ slice: inout JobSlice) async throws {
        while true {
            let dropped = slice.restart()
            try await run.store(run.checkpoint(slice) { $0.progress.read = -dropped })
            await sink.begin()
            guard try await stream(operation, &slice) else { continue }
            slice.finish()
            try await sink.end(&slice)
            try await run.store(run.checkpoint(slice) { $0.progress.slicesDone = 1 })
            return
        }
    }

    /// Merges the result; returns whether it came to its end, and not to something that must be waited for.
    private func stream(_ operation: BulkOperation, _ slice: inout JobSlice) async throws -> Bool {
        // Nothing matched, so there is no file.
        if operation.url == nil, operation.rootCount == 0 { return true }
        try await run.owned.waitForReading { try await run.goOn() }
        var current = slice
        defer { slice = current }
        do {
            let summary = try await reader.results(
                of: operation.id,
                slice: slice.bulk,
                batch: run.owned.route.limits.batch
            ) { records in
                try run.stopIfAsked()
                current.read += Int64(records.count)
                try await sink.take(records, of: current)
            }
            guard summary.records == current.read else {
                throw SliceFailure(
                    message: "the result announced \(summary.records) records and held \(current.read)"
                )
            }
            try await sink.take(unreadable: summary.unreadable, of: current)
            return true
        } catch let fault as ReadFault {
            switch fault.disposition {
            case _ where fault.code == .stopped: throw JobStop.shutdown
            case .wait, .pauseStore:
                try await run.owned.gate.failed(fault)
                return false
            case .retry where fault.code != .bulkFailed && fault.code != .bulkResult:
                throw SliceFailure(message: fault.description, keepsOperation: true)
            case .retry, .refuse:
                throw SliceFailure(message: fault.description)
            }
        }
    }
}
