import SyncModel
import Web

/// Asks a server for jobs and follows them; Ctrl-C leaves them to it.
struct RemoteJobs {
    let desk: RemoteDesk
    let screen: JobScreen
    var interval = Duration.milliseconds(500)
    /// How long a server may be away: one that is started anew needs some seconds.
    var patience = Duration.seconds(30)

    /// Has an order carried out, and follows its jobs unless they are only to be begun.
    ///
    /// - Returns: how they ended, or stood when a signal came; `nil` where they were left to the server, which was said.
    /// - Throws: what ``follow(_:)`` throws, and why the order was not taken.
    func carryOut(_ order: DeskOrder, detaching: Bool, _ json: JSONOption) async throws -> [JobReport]? {
        let ids = try await begin(order)
        if detaching {
            try JobEnding(jobs: await jobs(ids), json: json).detached(isServed: true)
            return nil
        }
        return try await follow(ids)
    }

    /// - Returns: the jobs that the server made of the order.
    func begin(_ order: DeskOrder) async throws -> [Int64] {
        let outcome = try await desk.carryOut(order)
        return outcome.jobs ?? [outcome.job].compactMap(\.self)
    }

    /// Shows jobs while they run.
    ///
    /// - Returns: how they ended, or how they stood when a signal came.
    /// - Throws: `CommandFailure` where nothing goes on until somebody acts, and where the server stays away.
    func follow(_ ids: [Int64]) async throws -> [JobReport] {
        let first = try await jobs(ids)
        return try await Interruption.ending { try await following(ids, first) }
    }

    func jobs(_ ids: [Int64]) async throws -> [JobReport] {
        var found: [JobReport] = []
        for id in ids { found.append(try await desk.report(.job(id), as: JobReport.self).value) }
        return found
    }

    private func following(_ ids: [Int64], _ first: [JobReport]) async throws -> [JobReport] {
        var current = first
        var awaySince: ContinuousClock.Instant?
        while true {
            screen.show(current)
            if current.allSatisfy(\.isAtRest) { return current }
            do {
                let open = current.filter { !$0.isAtRest }
                if let held = try await held(current), held.holdsAll(open.map(\.store)) {
                    // What the others came to is shown first.
                    guard open.count == current.count else { return current }
                    throw held.failure
                }
                try await Task.sleep(for: interval)
                current = try await jobs(ids)
                awaySince = nil
            } catch is CancellationError {
                return current
            } catch let failure as DeskFailure where failure.kind == .unavailable {
                if Task.isCancelled { return current }
                let since = awaySince ?? .now
                awaySince = since
                guard since.duration(to: .now) < patience else { throw Self.away(failure, ids) }
                try? await Task.sleep(for: interval)
                if Task.isCancelled { return current }
            }
        }
    }

    /// A server waits until somebody has mended it; whoever waits for a command may be who has to.
    ///
    /// - Returns: what of the jobs waits for that; `nil` where none does.
    /// - Throws: why the server could not be asked.
    func held(_ jobs: [JobReport]) async throws -> HeldReading? {
        let reading = jobs.filter { !$0.isAtRest && $0.action == nil }.map(\.store)
        guard !reading.isEmpty else { return nil }
        let stores = try await desk.report(.status, as: StatusReport.self).value.stores
        let reasons = stores.compactMap { store in store.readPausedBecause.map { (store.name, $0) } }
        return HeldReading(
            Dictionary(reasons) { first, _ in first },
            among: Set(reading),
            isServed: true
        )
    }

    private static func away(_ failure: DeskFailure, _ ids: [Int64]) -> CommandFailure {
        let names = ids.map(String.init).joined(separator: ", ")
        return .failed(
            "\(failure.words) Job \(names) is kept and goes on once it runs again: \"sluice jobs list\" shows it."
        )
    }
}
