import SyncModel

/// Makes each page from the desk's answers.
struct DashboardPages: Sendable {
    let desk: any OperatorDesk
    let library: PageLibrary
    let access: AccessControl
    let feed: LiveFeed
    private let shared = SharedOverview()

    init(desk: any OperatorDesk, library: PageLibrary, access: AccessControl, feed: LiveFeed) {
        self.desk = desk
        self.library = library
        self.access = access
        self.feed = feed
    }

    /// The page of a path; `nil` where there is none.
    func page(_ request: DashboardRequest) async throws(DeskFailure) -> PageResult? {
        switch request.parts.first {
        case nil: return try await overview(request)
        case "records": return try await records(request)
        case "setup": return try await setup(request)
        default:
            guard request.parts.count == 1 else { return nil }
            return try await list(request)
        }
    }

    private func list(_ request: DashboardRequest) async throws(DeskFailure) -> PageResult? {
        let now = request.now
        switch request.parts[0] {
        case "failures":
            let answer = try await desk.answer(.failures(destination: nil)).value(FailuresAnswer.self)
            return page("Failures", "failures", FailuresPage(answer, now: now), request)
        case "backfills":
            let answer = try await desk.answer(.jobs(isOpen: false, page: try listPage(request)))
            let jobs = try answer.value([JobAnswer].self)
            let stores = try await readableStores()
            return page(
                "Backfills",
                "backfills",
                BackfillsPage(jobs, stores: stores, next: answer.next, now: now),
                request
            )
        case "subscriptions":
            let answer = try await desk.answer(.webhooks).value(WebhooksAnswer.self)
            return page("Webhooks", "webhooks", WebhooksPage(answer, now: now), request)
        case "audit":
            let answers = try await desk.answer(.audits).value([AuditAnswer].self)
            let stores = try await desk.answer(.status).value(OverviewAnswer.Status.self).stores.map(\.name)
            return page("Audit", "audit", AuditPage(answers, stores: stores, now: now), request)
        case "identity":
            let answer = try await desk.answer(.identity()).value(IdentityAnswerList.self)
            return page("Identity", "identity", IdentityPage(answer, now: now), request)
        case "nodes":
            let answer = try await desk.answer(.nodes).value(NodesAnswer.self)
            return page("Nodes", "nodes", NodesPage(answer, now: now), request)
        case "log":
            let answer = try await desk.answer(.log(action: nil, actor: nil, page: try listPage(request)))
            let entries = try answer.value([LogEntryAnswer].self)
            return page("Log", "log", LogPage(entries, next: answer.next, now: now), request)
        default: return nil
        }
    }

    private func readableStores() async throws(DeskFailure) -> [String] {
        let answer = try await desk.answer(.webhooks).value(WebhooksAnswer.self)
        return answer.stores.filter(\.canRead).map(\.name)
    }

    private func overview(_ request: DashboardRequest) async throws(DeskFailure) -> PageResult {
        // A page that was told of a change gets what it was told of.
        if request.isPart, let look = feed.look {
            let form = FormToken.make(request.session, access, now: request.now)
            let drawn = shared.html(of: look.number, for: request.session.role, form: form) { form in
                html("overview", OverviewPage(look.overview, now: request.now), request.session.role, form: form)
            }
            return .page(title: "Overview", html: drawn)
        }
        let answer = try await desk.answer(.overview).value(OverviewAnswer.self)
        return page("Overview", "overview", OverviewPage(answer, now: request.now), request)
    }

    private func setup(_ request: DashboardRequest) async throws(DeskFailure) -> PageResult? {
        if request.parts.count == 2, request.parts[1] == "preview" { return try await preview(request) }
        guard request.parts.count == 1 else { return nil }
        let isFresh = request.query["check"] != nil
        let answer = try await desk.answer(.findings(isFresh: isFresh)).value(FindingsAnswer.self)
        return page("Setup", "setup", SetupPage(answer, now: request.now), request)
    }

    /// The payload of the record that a person named.
    private func preview(_ request: DashboardRequest) async throws(DeskFailure) -> PageResult {
        let text = request.query["q"] ?? ""
        let hits = try await desk.answer(.search(text, kind: nil)).value(SearchAnswer.self)
        let status = try await desk.answer(.status).value(OverviewAnswer.Status.self)
        guard hits.candidates.count == 1, let hit = hits.candidates.first, let first = status.destinations.first else {
            return .elsewhere("/records?q=\(PathText.escaped(text))")
        }
        return .elsewhere("/records/\(hit.address.path)/payload?destination=\(PathText.escaped(first.name))")
    }

    private func records(_ request: DashboardRequest) async throws(DeskFailure) -> PageResult? {
        let parts = request.parts
        if parts.count == 1 { return try await search(request) }
        if parts.count == 2, parts[1] == "left-out" { return try await leftOut(request) }
        guard parts.count == 4 || parts.count == 5 else { return nil }
        let address = RecordAddress(store: parts[1], kind: parts[2], id: parts[3])
        guard parts.count == 5 else { return try await record(address, request, reveals: false) }
        let destination = request.query["destination"] ?? ""
        switch parts[4] {
        case "payload":
            let answer = try await desk.answer(.payload(address, destination: destination)).value(PayloadAnswer.self)
            return page("Mapped payload", "payload", PayloadPage(answer, address), request)
        case "comparison":
            let answer = try await desk.answer(.comparison(address, destination: destination))
                .value(ComparisonAnswer.self)
            return page("Comparison", "comparison", ComparisonPage(answer, address), request)
        case "reveal":
            // The page that showed it was loaded anew by its address alone.
            return .elsewhere("/records/\(address.path)")
        default: return nil
        }
    }

    private func leftOut(_ request: DashboardRequest) async throws(DeskFailure) -> PageResult {
        let name = request.query["destination"] ?? ""
        let answer = try await desk.answer(.leftOut(destination: name, page: try listPage(request)))
        let view = LeftOutPage(
            try answer.value([LeftOutAnswer].self),
            of: name,
            next: answer.next,
            isFirst: request.query["cursor"] == nil
        )
        return page("Left out", "left-out", view, request)
    }

    private func search(_ request: DashboardRequest) async throws(DeskFailure) -> PageResult {
        let text = request.query["q"] ?? ""
        guard text.contains(where: { !$0.isWhitespace }) else {
            return page("Records", "search", SearchPage(nil, query: ""), request)
        }
        let answer = try await desk.answer(.search(text, kind: nil)).value(SearchAnswer.self)
        if answer.candidates.count == 1, let hit = answer.candidates.first {
            return .elsewhere("/records/\(hit.address.path)")
        }
        return page("Records", "search", SearchPage(answer, query: text), request)
    }

    /// - Returns: a record's page; where it `reveals`, the asking is logged first and the page follows nothing.
    func record(
        _ address: RecordAddress,
        _ request: DashboardRequest,
        reveals: Bool
    ) async throws(DeskFailure) -> PageResult {
        let answer = try await desk.answer(.record(address, reveals: reveals, by: request.session.actor))
            .value(RecordAnswer.self)
        let view = RecordPage(answer, now: request.now)
        return page(view.title, "record", view, request, isLive: !reveals)
    }

    private func listPage(_ request: DashboardRequest) throws(DeskFailure) -> ListPage {
        guard let page = ListPage(cursor: request.query["cursor"]) else {
            throw DeskFailure(.invalid, "That part of the list does not exist.")
        }
        return page
    }

    private func page(
        _ title: String,
        _ template: String,
        _ view: Any,
        _ request: DashboardRequest,
        isLive: Bool = true
    ) -> PageResult {
        let form = FormToken.make(request.session, access, now: request.now)
        return .page(title: title, html: html(template, view, request.session.role, form: form), isLive: isLive)
    }

    private func html(_ template: String, _ view: Any, _ role: AccessRole, form: String) -> String {
        let scope = PageScope(
            template: template,
            view: view,
            form: form,
            isAdmin: role == .admin,
            isReader: role == .reader
        )
        return library.render("scope", scope)
    }
}
