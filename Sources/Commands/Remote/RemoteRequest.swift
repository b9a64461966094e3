import Outbound
import Web

/// A question or an order as a request to the API; the other end is `APIRoute`.
struct RemoteRequest: Sendable, Hashable {
    var method = OutboundRequest.Method.get
    /// Below `/api/v1/`, escaped.
    var path: String
    /// The members of the body; `nil` for none.
    var fields: [String: String]?
    /// Whether the answer is a part of a list.
    var isList = false
    var deadline = Duration.seconds(30)

    private init(_ parts: [String], _ query: [(String, String?)] = []) {
        path = parts.map { FormText.encode($0) }.joined(separator: "/")
        let given = query.compactMap { name, value in value.map { (name: name, value: $0) } }
        if !given.isEmpty { path += "?" + FormText.encode(given) }
    }

    private init(post parts: [String], _ fields: [String: String?] = [:]) {
        self.init(parts)
        method = .post
        self.fields = fields.compactMapValues(\.self)
        // Many records are marked in one answer, and servers are waited for by a reload.
        deadline = .seconds(110)
    }

    init(_ question: DeskQuestion) {
        switch question {
        case .overview: self.init(["overview"])
        case .status: self.init(["status"])
        case .waiting: self.init(["waiting"])
        case .search(let text, let kind): self.init(["records"], [("q", text), ("kind", kind)])
        case .record(let record, let reveals, _): self.init(record.parts, [("reveal", reveals ? "true" : nil)])
        case .payload(let record, let destination):
            self.init(record.parts + ["payload"], [("destination", destination)])
        case .comparison(let record, let destination):
            self.init(record.parts + ["comparison"], [("destination", destination)])
        case .leftOut(let destination, let page):
            self.init(["destinations", destination, "left-out"], page.query)
            isList = true
        case .failures(let destination, let store, let kind, let since):
            self.init(
                ["failures"],
                [("destination", destination), ("store", store), ("kind", kind), ("since", since)]
            )
        case .jobs(let isOpen, let store, let page):
            self.init(["jobs"], [("open", isOpen ? "true" : nil), ("store", store)] + page.query)
            isList = true
        case .job(let id): self.init(["jobs", "\(id)"])
        case .webhooks: self.init(["webhooks"])
        case .audits: self.init(["audits"])
        case .identity(let destination, let store, let limit):
            self.init(["identity"], [("destination", destination), ("store", store), ("limit", "\(limit)")])
        case .findings(let isFresh): self.init(["findings"], [("fresh", isFresh ? "true" : nil)])
        case .nodes: self.init(["nodes"])
        case .log(let action, let actor, let since, let page):
            self.init(["log"], [("action", action), ("by", actor), ("since", since)] + page.query)
            isList = true
        }
    }

    init(_ order: DeskOrder) {
        switch order {
        case .syncNow(let record, let destination):
            self.init(post: record.parts + ["sync"], ["destination": destination])
        case .retry(let choice): self.init(post: ["failures", "retry"], choice.fields)
        case .discard(let choice): self.init(post: ["failures", "discard"], choice.fields)
        case .pause(let destination): self.init(post: ["destinations", destination, "pause"])
        case .resume(let destination): self.init(post: ["destinations", destination, "resume"])
        case .backfill(let wanted):
            var fields = Self.range(wanted.store, wanted.kind, wanted.since, wanted.until, wanted.destinations)
            fields["dry_run"] = wanted.isDryRun ? "true" : nil
            self.init(post: ["backfills"], fields)
        case .reconcile(let wanted):
            var fields = Self.range(wanted.store, wanted.kind, wanted.since, wanted.until, [])
            fields["sweep"] = wanted.sweeps ? "true" : nil
            self.init(post: ["reconciles"], fields)
        case .audit(let wanted):
            var fields = Self.range(wanted.store, wanted.kind, wanted.since, wanted.until, wanted.destinations)
            fields["repair"] = wanted.repairs ? "true" : nil
            self.init(post: ["audits"], fields)
        case .job(let action, let id): self.init(post: ["jobs", "\(id)", action.rawValue])
        case .decide(let record, let destination, let answer, let force):
            var fields: [String: String?] = ["destination": destination, "force": force ? "true" : nil]
            switch answer {
            case .record(let crmID): (fields["choice"], fields["crm_id"]) = ("is", crmID)
            case .new: fields["choice"] = "new"
            case .skip: fields["choice"] = "skip"
            }
            self.init(post: record.parts + ["decision"], fields)
        case .undo(let record, let destination):
            self.init(post: record.parts + ["decision"], ["destination": destination])
            method = .delete
        case .repairWebhooks(let store): self.init(post: ["webhooks", store, "repair"])
        case .reload: self.init(post: ["reload"])
        }
    }

    private static func range(
        _ store: String?,
        _ kind: String?,
        _ since: String?,
        _ until: String?,
        _ destinations: [String]
    ) -> [String: String?] {
        [
            "store": store, "all": store == nil ? "true" : nil, "kind": kind, "since": since, "until": until,
            "destinations": destinations.isEmpty ? nil : destinations.joined(separator: ","),
        ]
    }
}

extension RecordAddress {
    fileprivate var parts: [String] { ["records", store, kind, id] }
}

extension ListPage {
    fileprivate var query: [(String, String?)] { [("limit", "\(limit)"), ("cursor", cursor)] }
}

extension FailureChoice {
    fileprivate var fields: [String: String?] {
        [
            "destination": destination, "kind": record?.kind ?? kind, "code": code, "since": since,
            "store": record?.store ?? store, "id": record?.id, "unreadable": isUnreadable ? "true" : nil,
            "all": isEverything ? "true" : nil, "limit": portion.map { "\($0.limit)" }, "begun": portion?.begun,
            "stop_at": portion?.stopAt.map { "\($0)" },
        ]
    }
}
