import HTTPTypes
import HummingbirdCore
package import Logging
import NIOCore
import ServiceLifecycle
package import SyncModel

/// The dashboard: pages, their forms, and the stream that keeps them live.
package struct DashboardRoutes: Sendable {
    private let access: AccessControl
    private let gate: AttemptGate
    private let pages: DashboardPages
    private let feed: LiveFeed
    private let ledger = FormLedger()
    private let desk: any OperatorDesk
    private let version: String
    private let clock: any WallClock
    private let startedAt: Instant
    private let logger: Logger

    /// A form has a few ids in it.
    private static let longestForm = 16 << 10

    /// - Parameters:
    ///   - desk: what is shown and done.
    ///   - access: who is let in.
    ///   - gate: slows down who guesses a token.
    ///   - feed: what keeps pages live.
    ///   - version: as the foot of every page shows it.
    ///   - clock: what time it is.
    ///   - logger: for what could not be shown.
    /// - Throws: what Mustache says of a template with a mistake, which a test finds.
    package init(
        desk: any OperatorDesk,
        access: AccessControl,
        gate: AttemptGate = AttemptGate(logger: Logger(label: "sluice.web")),
        feed: LiveFeed,
        version: String,
        clock: any WallClock,
        logger: Logger
    ) throws {
        self.desk = desk
        self.access = access
        self.gate = gate
        self.feed = feed
        self.version = version
        self.clock = clock
        self.logger = logger
        startedAt = clock.now
        pages = DashboardPages(desk: desk, library: try PageLibrary(), access: access, feed: feed)
    }

    private static let places: Set<String> = [
        "records", "failures", "backfills", "subscriptions", "audit", "identity", "setup", "nodes", "log", "do",
        "login",
        "logout", "events", "assets",
    ]

    /// `nil` for paths that are not ours.
    func respond(to request: Request, path: Substring, client: ClientAddress = .unknown) async -> Response? {
        guard let parts = PathText.parts(path), parts.first.map(Self.places.contains) ?? true else { return nil }
        if parts.first == "assets" { return DashboardAssets.response(path) ?? Answer.notFound }
        let now = clock.now
        if access.isOpen, !DashboardHeaders.isLoopback(request.head.authority) {
            return message(
                .forbidden,
                "Not under this name",
                "Without an admin token the dashboard is there only for this machine, under 127.0.0.1 or localhost."
            )
        }
        let cookie = SessionCookie(access: access, request.headers)
        let known = cookie.session(request.headers, now: now)
        if request.method == .post {
            guard !DashboardHeaders.isForeign(request.headers) else { return foreignForm }
            return await post(request, parts, known, client, now: now)
        }
        guard request.method == .get || request.method == .head else { return Answer.methodNotAllowed("GET, POST") }
        guard let session = known ?? (access.isOpen ? Session.begin(.admin, now: now) : nil) else {
            return parts == ["login"] ? login(request) : signIn(request, parts)
        }
        if parts == ["login"] { return redirect("/") }
        if parts == ["events"] { return events(session) }
        var response = await show(request, path, parts, session, now: now)
        if known == nil { response.headers[.setCookie] = cookie.header(session) }
        return response
    }

    // MARK: Pages

    private func show(
        _ request: Request,
        _ path: Substring,
        _ parts: [String],
        _ session: Session,
        now: Instant
    ) async -> Response {
        let query = PathText.values((request.head.path ?? "/").drop { $0 != "?" }.dropFirst())
        let asked = DashboardRequest(
            path: String(path),
            parts: parts,
            query: query,
            session: session,
            now: now,
            isPart: HTTPField.Name("X-Sluice-Part").map { request.headers[$0] != nil } ?? false
        )
        do throws(DeskFailure) {
            guard let result = try await pages.page(asked) else {
                return message(.notFound, "There is no such page", "The address leads nowhere.", asked)
            }
            return await answer(result, asked)
        } catch {
            return failed(error, asked)
        }
    }

    private func answer(_ result: PageResult, _ request: DashboardRequest) async -> Response {
        switch result {
        case .elsewhere(let place): return redirect(place)
        case .page(_, let html, _) where request.isPart: return part(html, request)
        case .page(let title, let html, let isLive):
            var notice: PageFrame.Notice?
            if let id = request.query["said"], let result = await ledger.result(id) {
                switch result {
                case .success(let outcome): notice = PageFrame.Notice(text: outcome.said, isGood: true)
                case .failure(let failure): notice = PageFrame.Notice(text: failure.words, isGood: false)
                }
            }
            return framed(.ok, title, html, request, notice: notice, isLive: isLive)
        }
    }

    /// What the script of an open page takes out of a page: its content, and what forms carry by now.
    private func part(_ html: String, _ request: DashboardRequest) -> Response {
        let form = FormToken.make(request.session, access, now: request.now)
        return Answer.make(
            .ok,
            "<input type=\"hidden\" name=\"form\" value=\"\(form)\">\n\(html)",
            type: "text/html; charset=utf-8",
            headers: DashboardHeaders.page
        )
    }

    private func failed(_ failure: DeskFailure, _ request: DashboardRequest) -> Response {
        let title =
            switch failure.kind {
            case .unknown: "Not known here"
            case .invalid: "That does not work"
            case .forbidden: "Not with this token"
            case .conflict: "Not as things stand"
            case .unavailable: "Not now"
            }
        return message(failure.status, title, failure.words, request)
    }

    private func framed(
        _ status: HTTPResponse.Status,
        _ title: String,
        _ html: String,
        _ request: DashboardRequest?,
        notice: PageFrame.Notice? = nil,
        isLive: Bool = false
    ) -> Response {
        let session = request?.session
        var frame = PageFrame(
            title: title,
            form: session.map { FormToken.make($0, access, now: request?.now ?? clock.now) } ?? "",
            isAdmin: session?.role == .admin,
            isReader: session?.role == .reader,
            canLeave: session != nil && !access.isOpen,
            name: session?.name,
            version: version
        )
        frame.places = session == nil ? [] : PageFrame.places(here: request?.path ?? "")
        frame.notice = notice
        frame.isLive = isLive
        frame.content = html
        let text = pages.library.render("layout", frame)
        return Answer.make(status, text, type: "text/html; charset=utf-8", headers: DashboardHeaders.page)
    }

    private struct Message {
        var title: String
        var words: String
        var href: String
        var label: String
    }

    private func message(
        _ status: HTTPResponse.Status,
        _ title: String,
        _ words: String,
        _ request: DashboardRequest? = nil,
        href: String = "/",
        label: String = "To the overview"
    ) -> Response {
        let view = Message(title: title, words: words, href: href, label: label)
        return framed(status, title, pages.library.render("message", view), request)
    }

    private func redirect(_ place: String) -> Response {
        var headers = DashboardHeaders.page
        headers[.location] = place
        return Answer.make(.seeOther, "", type: "text/plain; charset=utf-8", headers: headers)
    }

    // MARK: Signing in

    private struct Login {
        var to: String
    }

    private func login(_ request: Request) -> Response {
        let query = PathText.values((request.head.path ?? "/").drop { $0 != "?" }.dropFirst())
        return login(to: query["to"] ?? "/", status: .ok)
    }

    private func login(to place: String, status: HTTPResponse.Status, notice: String? = nil) -> Response {
        let html = pages.library.render("login", Login(to: Self.local(place)))
        return framed(status, "Sign in", html, nil, notice: notice.map { PageFrame.Notice(text: $0, isGood: false) })
    }

    /// Where a visitor without a session goes: to sign in, and then to what they wanted.
    private func signIn(_ request: Request, _ parts: [String]) -> Response {
        let isScript =
            parts == ["events"] || HTTPField.Name("X-Sluice-Part").map { request.headers[$0] != nil } ?? false
        guard !isScript else { return Answer.text(.unauthorized, "Sign in first.") }
        return redirect("/login?to=\(PathText.escaped(request.head.path ?? "/"))")
    }

    /// A place on this server, so that nobody is led away from it.
    private static func local(_ place: String) -> String {
        place.hasPrefix("/") && !place.hasPrefix("//") && !place.hasPrefix("/\\") && place.count <= 2_000
            && place.unicodeScalars.allSatisfy { $0.value > 32 } ? place : "/"
    }

    // MARK: Forms

    private var foreignForm: Response {
        message(
            .forbidden,
            "Not from here",
            "This was sent from a page that is not of this session, so nothing was done. Open the page and press again."
        )
    }

    private func post(
        _ request: Request,
        _ parts: [String],
        _ known: Session?,
        _ client: ClientAddress,
        now: Instant
    ) async -> Response {
        guard let buffer = try? await request.body.collect(upTo: Self.longestForm) else {
            return message(.contentTooLarge, "Too much", "That form is larger than any of ours.")
        }
        let fields = PathText.values(String(buffer: buffer))
        if parts == ["login"] { return signedIn(fields, request.headers, client, now: now) }
        guard let session = known else {
            return message(
                .unauthorized,
                "Your session has ended",
                "Nothing was done. Sign in, look at how things stand by now, and press again.",
                href: "/login",
                label: "Sign in"
            )
        }
        var asked = DashboardRequest(path: "", parts: parts, query: [:], session: session, now: now, isPart: false)
        do throws(FormToken.Refusal) {
            let form = try FormToken(
                fields["form"],
                session: session,
                access: access,
                startedAt: startedAt,
                now: now
            )
            if parts == ["logout"] { return left(request.headers) }
            guard session.role == .admin else {
                return message(.forbidden, "You may look only", "The read token changes nothing.", asked)
            }
            if parts.count == 5, parts[0] == "records", parts[4] == "reveal" {
                asked.path = "/records"
                return await reveal(RecordAddress(store: parts[1], kind: parts[2], id: parts[3]), asked)
            }
            guard parts.count == 2, parts[0] == "do" else { return Answer.notFound }
            return await done(OrderForm(name: parts[1], form: fields), form, asked)
        } catch {
            guard error == .stale else { return foreignForm }
            return message(
                .conflict,
                "That page was old",
                "It was loaded long ago or before the server started anew, so nothing was done. See how things stand now, "
                    + "and press again.",
                asked
            )
        }
    }

    private func signedIn(
        _ fields: [String: String],
        _ headers: HTTPFields,
        _ client: ClientAddress,
        now: Instant
    ) -> Response {
        let place = Self.local(fields["to"] ?? "/")
        let role = access.role(token: fields["token"] ?? "")
        guard gate.wait(of: client, isRight: role != nil) == nil else {
            return login(
                to: place,
                status: .tooManyRequests,
                notice: "Too many wrong tokens came from here. Wait a little, and send the right one."
            )
        }
        guard let role else {
            logger.warning("Somebody tried to sign in to the dashboard with a wrong token")
            return login(
                to: place,
                status: .unauthorized,
                notice: "That is neither the admin token nor the read token."
            )
        }
        var response = redirect(place)
        let session = Session.begin(role, name: fields["name"], now: now)
        response.headers[.setCookie] = SessionCookie(access: access, headers).header(session)
        return response
    }

    private func left(_ headers: HTTPFields) -> Response {
        var response = redirect("/login")
        response.headers[.setCookie] = SessionCookie(access: access, headers).ended
        return response
    }

    private func reveal(_ address: RecordAddress, _ request: DashboardRequest) async -> Response {
        do throws(DeskFailure) {
            return await answer(try await pages.record(address, request, reveals: true), request)
        } catch {
            return failed(error, request)
        }
    }

    private func done(_ order: OrderForm, _ form: FormToken, _ request: DashboardRequest) async -> Response {
        do throws(DeskFailure) {
            let (wanted, page) = try order.order()
            // Another button of the same page is another order; the same one twice is once.
            var once = form
            once.id = "\(form.id)-\(access.signature(order.identity).prefix(12))"
            let (desk, actor) = (desk, request.session.actor)
            _ = await ledger.take(once) { () async throws(DeskFailure) -> DeskOutcome in
                try await desk.carryOut(wanted, by: actor)
            }
            feed.hurry()
            return redirect("\(page)?said=\(once.id)")
        } catch {
            return failed(error, request)
        }
    }

    // MARK: Live

    private func events(_ session: Session) -> Response {
        guard let stream = feed.follow() else {
            return Answer.text(.serviceUnavailable, "Too many pages are open.", headers: [.retryAfter: "30"])
        }
        var headers = DashboardHeaders.page
        headers[.contentType] = "text/event-stream; charset=utf-8"
        return Response(
            status: .ok,
            headers: headers,
            body: ResponseBody { writer in
                for await event in stream.cancelOnGracefulShutdown() {
                    // Whoever asks again is told to sign in.
                    guard clock.now < session.endsAt else { break }
                    try await writer.write(ByteBuffer(string: event))
                }
                try await writer.finish(nil)
            }
        )
    }
}

extension DeskFailure {
    var status: HTTPResponse.Status {
        switch kind {
        case .unknown: .notFound
        case .invalid: .unprocessableContent
        case .forbidden: .forbidden
        case .conflict: .conflict
        case .unavailable: .serviceUnavailable
        }
    }
}
