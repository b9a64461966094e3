import Logging
import SyncModel

/// A store's requests in the hands of who performs them: what the kinds of request share.
struct ComplianceRun: Sendable {
    let route: ComplianceRoute
    let store: any SyncStore
    let clock: any WallClock
    let logger: Logger

    /// Why a request cannot go on for now, in words without personal data.
    struct Waiting: Error {
        var words: String
    }

    /// Does what can be done of a request now; returns it as it is afterwards.
    ///
    /// Every step is safe to repeat, and what was done is seen from the store: after a crash it is simply gone through
    /// again.
    @discardableResult
    func perform(_ request: ComplianceRequest) async throws -> ComplianceRequest {
        guard let begun = try await take(.begun, of: request), begun.state == .open else { return request }
        do {
            switch begun.kind {
            case .dataRequest: return try await collect(begun)
            case .customerRedact: return try await erase(begun)
            case .shopRedact: return try await eraseShop(begun)
            case .uninstalled: return try await LifeCycle(run: self).uninstalled(begun)
            case .scopesUpdate: return try await LifeCycle(run: self).scopesChanged(begun)
            }
        } catch let waiting as Waiting {
            return try await take(.waiting(waiting.words), of: begun) ?? begun
        }
    }

    func take(_ step: ComplianceStep, of request: ComplianceRequest) async throws -> ComplianceRequest? {
        try await store.take(step, of: request.id, now: clock.now)
    }

    func finish(
        _ request: ComplianceRequest,
        file: String? = nil,
        remark: String? = nil
    ) async throws -> ComplianceRequest {
        let done = try await take(.done(file: file, remark: remark), of: request) ?? request
        logger.notice(
            "Did what was asked",
            metadata: [
                "store": "\(route.store)", "request": "\(request.id)", "kind": "\(request.kind.rawValue)",
                "customers": "\(done.counts.customers)", "orders": "\(done.counts.orders)",
                "receipts": "\(done.counts.receipts)",
            ]
        )
        return done
    }

    private func collect(_ request: ComplianceRequest) async throws -> ComplianceRequest {
        let name = ComplianceFolder.fileName(request)
        var left = UnreadRows()
        try await ComplianceFolder(path: route.folder).make(name) { piece in
            left = try await PersonalData(run: self, request: request).write(piece)
        }
        if left != request.left ?? UnreadRows() { _ = try await take(.left(left), of: request) }
        return try await finish(request, file: name)
    }

    /// Erases a shop, unless the app is in it again: then those who install it anew would lose what they have brought in.
    private func eraseShop(_ request: ComplianceRequest) async throws -> ComplianceRequest {
        guard request.erasedAt == nil, !request.isByHand else { return try await erase(request) }
        if try await isErased(since: request) { return try await finish(request, remark: Self.erasedSince) }
        let reinstallation = Reinstallation(run: self)
        let isHeard = try await reinstallation.isHeard(before: request)
        switch await reinstallation.presence() {
        case .installed: try await Installation(store: store).wasSeen(request.store)
        case .unasked where isHeard: break
        case .unasked: return try await erase(request)
        case .gone where !isHeard: return try await erase(request)
        // Erasing cannot be taken back, and both cannot be true: whoever knows the shop must say which is.
        case .gone: throw Waiting(words: "webhooks of the shop still come, though its token is refused" + byHand)
        case .unseen(let code): throw Waiting(words: "whether the app is in the shop cannot be seen (\(code))" + byHand)
        }
        logger.warning(
            "A shop is not erased, since the app is installed in it; sluice redact customer erases single people",
            metadata: ["store": "\(route.store)", "request": "\(request.id)"]
        )
        return try await finish(request, remark: Self.installedAgain)
    }

    private static let installedAgain =
        "nothing was erased: the app is installed in the shop again. \"sluice redact customer\" erases people by hand"

    private var byHand: String {
        ": mend its credentials, or have it erased with \"sluice redact shop \(route.store)\""
    }

    private static let erasedSince = "the shop was erased for a later request"

    /// Whether the same was asked later, and is done.
    private func isErased(since request: ComplianceRequest) async throws -> Bool {
        try await store.requests(ComplianceFilter(store: request.store), limit: 100).contains {
            $0.kind == .shopRedact && $0.askedAt > request.askedAt && $0.erasedAt != nil
        }
    }

    /// Our own data first, then the store's files, and whenever the CRM is ready, the CRM's.
    private func erase(_ request: ComplianceRequest) async throws -> ComplianceRequest {
        var request = request
        if request.erasedAt == nil {
            if request.kind == .shopRedact { try await stopReading(for: request) }
            try await PersonErasure(run: self, request: request).perform()
            request = try await take(.erased, of: request) ?? request
        }
        if request.scrubbedAt == nil {
            guard try await store.scrub() else { throw Waiting(words: "another process reads the database") }
            request = try await take(.scrubbed, of: request) ?? request
        }
        let open = try await openInCRMs(request)
        guard open.isEmpty else { throw Waiting(words: "still to be erased in: " + open.joined(separator: ", ")) }
        return try await finish(request)
    }

    /// Has nothing of an erased shop read until a person says so, and ends the jobs that read it.
    ///
    /// Its app may be in the shop still, and the next comparison would bring everybody back.
    private func stopReading(for request: ComplianceRequest) async throws {
        let standing = try await store.readPauses().first { $0.store == request.store }
        if standing?.code != ReadPause.uninstalled {
            try await store.pauseReading(
                ReadPause(
                    store: request.store,
                    code: ReadPause.erased,
                    message:
                        "its data was erased by request \(request.id). Nothing is read from it until \"sluice resume "
                        + "\(request.store)\"",
                    since: clock.now,
                    probeAt: nil
                )
            )
        }
        let open = try await store.jobs(JobFilter(store: request.store, isOpen: true), limit: 100)
        for job in open { _ = try await store.ask(.cancel, of: job.id, now: clock.now) }
    }

    /// The destinations in which something is still to be done, with why where that is known.
    private func openInCRMs(_ request: ComplianceRequest) async throws -> [String] {
        var tasks = try await store.crmErasures(of: request.id, limit: 1_000)
        while let first = tasks.first(where: { !$0.isUnread }), route.destinations[first.destination] == nil {
            // Nobody is left who could call there: said in the proof, with a warning, and not waited for.
            let lost = tasks.filter { route.destinations[$0.destination] == nil && !$0.isUnread }.map { task in
                var task = task
                task.outcome = .unreachable
                return task
            }
            try await store.save(lost)
            logger.error(
                "A CRM that is no longer configured may hold an erased person",
                metadata: ["store": "\(route.store)", "destination": "\(first.destination)", "count": "\(lost.count)"]
            )
            tasks = try await store.crmErasures(of: request.id, limit: 1_000)
        }
        return Dictionary(grouping: tasks, by: \.destination).map { name, tasks in
            let trouble = tasks.compactMap(\.trouble).first
            return "\(name)" + (trouble.map { " (\($0))" } ?? "")
        }
        .sorted()
    }
}
