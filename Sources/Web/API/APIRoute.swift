import HTTPTypes

/// What a program asks with.
struct APIQuery: Sendable {
    /// The parts of the path and of the query, by name.
    var values: [String: String]
    var role: AccessRole
    var actor: String

    func text(_ name: String) -> String? { values[name].flatMap { $0.isEmpty ? nil : $0 } }

    func needed(_ name: String) throws(DeskFailure) -> String {
        guard let value = text(name) else { throw DeskFailure(.invalid, "Say which \(name) is meant.") }
        return value
    }

    /// A switch, which is off where nothing is said of it.
    func isOn(_ name: String) throws(DeskFailure) -> Bool {
        switch values[name] {
        case nil, "false": return false
        case "true": return true
        default: throw DeskFailure(.invalid, "\(name) is true or false.")
        }
    }

    func record() throws(DeskFailure) -> RecordAddress {
        RecordAddress(store: try needed("store"), kind: try needed("kind"), id: try needed("id"))
    }

    /// `order` or `customer`; `nil` where none is said, which an empty one is not.
    func kind() throws(DeskFailure) -> String? {
        guard let kind = values["kind"] else { return nil }
        guard ["order", "customer"].contains(kind) else {
            throw DeskFailure(.invalid, "kind is order or customer.")
        }
        return kind
    }

    func page() throws(DeskFailure) -> ListPage {
        let limit = values["limit"].map { Int($0) ?? 0 } ?? 50
        // An empty one would be taken for the first part, and a program that goes on with it would never end.
        if let cursor = values["cursor"], !cursor.allSatisfy({ "0123456789".contains($0) }) || cursor.isEmpty {
            throw DeskFailure(.invalid, "cursor is the \"next\" of the answer before: take it as it came.")
        }
        guard let page = ListPage(limit: limit, cursor: text("cursor")) else {
            throw DeskFailure(.invalid, "limit is a number from 1 to \(ListPage.limits.upperBound).")
        }
        return page
    }

    /// A number within bounds; `nil` where none is given.
    func number(_ name: String, within bounds: ClosedRange<Int>) throws(DeskFailure) -> Int? {
        guard let text = values[name] else { return nil }
        guard let number = Int(text), bounds.contains(number) else {
            throw DeskFailure(.invalid, "\(name) is a number from \(bounds.lowerBound) to \(bounds.upperBound).")
        }
        return number
    }

    func job() throws(DeskFailure) -> Int64 {
        guard let id = Int64(try needed("id")) else { throw DeskFailure(.invalid, "A job's id is a number.") }
        return id
    }

    /// Whether personal data is asked for, which the administrator alone may.
    func reveals() throws(DeskFailure) -> Bool {
        guard try isOn("reveal") else { return false }
        guard role == .admin else {
            throw DeskFailure(.forbidden, "The read token does not show personal data: use the admin_token.")
        }
        return true
    }
}

/// One path of the API: what it takes and what it asks or does.
struct APIRoute: Sendable {
    enum Act: Sendable {
        case ask(@Sendable (APIQuery) throws(DeskFailure) -> DeskQuestion, isList: Bool = false)
        /// The order of that name, whose fields are the body's members and the parts of the path.
        case order(String)
    }

    var method: HTTPRequest.Method
    /// Below `/api/v1/`; a part in braces takes any text.
    var template: [String]
    var act: Act
    /// What the path itself says.
    var fixed: [String: String] = [:]

    private init(_ method: HTTPRequest.Method, _ template: String, _ act: Act, fixed: [String: String] = [:]) {
        self.method = method
        self.template = template.split(separator: "/").map(String.init)
        self.act = act
        self.fixed = fixed
    }

    /// The parts in braces by name; `nil` for a path that does not fit.
    func values(_ parts: [String]) -> [String: String]? {
        guard parts.count == template.count else { return nil }
        var values = fixed
        for (wanted, part) in zip(template, parts) {
            if wanted.hasPrefix("{") {
                values[String(wanted.dropFirst().dropLast())] = part
            } else if wanted != part {
                return nil
            }
        }
        return values
    }

    private static let record = "records/{store}/{kind}/{id}"

    static let all: [APIRoute] = reading + acting

    private static let reading: [APIRoute] = [
        APIRoute(.get, "overview", .ask({ _ in .overview })),
        APIRoute(.get, "status", .ask({ _ in .status })),
        APIRoute(.get, "waiting", .ask({ _ in .waiting })),
        APIRoute(
            .get,
            "records",
            .ask({ query throws(DeskFailure) in .search(try query.needed("q"), kind: try query.kind()) })
        ),
        APIRoute(
            .get,
            record,
            .ask({ query throws(DeskFailure) in
                .record(try query.record(), reveals: try query.reveals(), by: query.actor)
            })
        ),
        APIRoute(
            .get,
            record + "/payload",
            .ask({ query throws(DeskFailure) in
                .payload(try query.record(), destination: query.text("destination") ?? "")
            })
        ),
        APIRoute(
            .get,
            record + "/comparison",
            .ask({ query throws(DeskFailure) in
                .comparison(try query.record(), destination: query.text("destination") ?? "")
            })
        ),
        APIRoute(
            .get,
            "failures",
            .ask({ query throws(DeskFailure) in
                .failures(
                    destination: query.text("destination"),
                    store: query.text("store"),
                    kind: try query.kind(),
                    since: query.text("since")
                )
            })
        ),
        APIRoute(
            .get,
            "jobs",
            .ask(
                { query throws(DeskFailure) in
                    .jobs(isOpen: try query.isOn("open"), store: query.text("store"), page: try query.page())
                },
                isList: true
            )
        ),
        APIRoute(
            .get,
            "destinations/{destination}/left-out",
            .ask(
                { query throws(DeskFailure) in
                    .leftOut(destination: try query.needed("destination"), page: try query.page())
                },
                isList: true
            )
        ),
        APIRoute(.get, "jobs/{id}", .ask({ query throws(DeskFailure) in .job(try query.job()) })),
        APIRoute(.get, "webhooks", .ask({ _ in .webhooks })),
        APIRoute(.get, "audits", .ask({ _ in .audits })),
        APIRoute(
            .get,
            "identity",
            .ask({ query throws(DeskFailure) in
                .identity(
                    destination: query.text("destination"),
                    store: query.text("store"),
                    limit: try query.number("limit", within: 1...400) ?? 100
                )
            })
        ),
        APIRoute(.get, "findings", .ask({ query throws(DeskFailure) in .findings(isFresh: try query.isOn("fresh")) })),
        APIRoute(.get, "nodes", .ask({ _ in .nodes })),
        APIRoute(
            .get,
            "log",
            .ask(
                { query throws(DeskFailure) in
                    .log(
                        action: query.text("action"),
                        actor: query.text("by"),
                        since: query.text("since"),
                        page: try query.page()
                    )
                },
                isList: true
            )
        ),
    ]

    private static let acting: [APIRoute] = [
        APIRoute(.post, record + "/sync", .order("sync")),
        APIRoute(.post, record + "/decision", .order("decide")),
        APIRoute(.delete, record + "/decision", .order("undo")),
        APIRoute(.post, "failures/retry", .order("retry")),
        APIRoute(.post, "failures/discard", .order("discard")),
        APIRoute(.post, "destinations/{destination}/pause", .order("pause")),
        APIRoute(.post, "destinations/{destination}/resume", .order("resume")),
        APIRoute(.post, "backfills", .order("backfill")),
        APIRoute(.post, "reconciles", .order("reconcile")),
        APIRoute(.post, "audits", .order("audit")),
        APIRoute(.post, "jobs/{id}/pause", .order("job"), fixed: ["action": "pause"]),
        APIRoute(.post, "jobs/{id}/resume", .order("job"), fixed: ["action": "resume"]),
        APIRoute(.post, "jobs/{id}/cancel", .order("job"), fixed: ["action": "cancel"]),
        APIRoute(.post, "webhooks/{store}/repair", .order("webhooks")),
        APIRoute(.post, "reload", .order("reload")),
    ]
}
