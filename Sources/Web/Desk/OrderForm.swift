/// Reads what is to be done from the fields of a form or of a JSON body; both have the same names.
struct OrderForm: Sendable {
    var name: String
    private let fields: [String: String]
    private let given: [String: String]
    private let path: [String: String]

    /// - Parameters:
    ///   - name: of the order.
    ///   - given: the members of a body or of a form.
    ///   - path: what the path says, which counts.
    init(name: String, given: [String: String], path: [String: String] = [:]) {
        self.name = name
        self.given = given
        self.path = path
        fields = given.merging(path) { $1 }
    }

    /// A page's form, which sends every field: those that a visitor may leave blank are left out then.
    init(name: String, form: [String: String]) {
        let given = form.filter { key, value in
            key != "form" && !(value.isEmpty && OrderMembers.mayBeBlank(key, in: name))
        }
        self.init(name: name, given: given)
    }

    /// What is to be done.
    ///
    /// - Returns: the order, and the page that shows what came of it.
    /// - Throws: `DeskFailure` for a name that is not known, for a field that is missing and for one that is not taken.
    func order() throws(DeskFailure) -> (order: DeskOrder, page: String) {
        try OrderMembers.check(given, path: path, of: name)
        switch name {
        case "sync": return (.syncNow(try record(), destination: text("destination")), try recordPage())
        case "retry": return (.retry(try choice(inPortions: true)), text("id") == nil ? "/failures" : try recordPage())
        case "discard": return (.discard(try choice()), text("id") == nil ? "/failures" : try recordPage())
        case "pause": return (.pause(destination: try needed("destination")), "/")
        case "resume": return (.resume(destination: try needed("destination")), "/")
        case "backfill": return (.backfill(try backfill()), "/backfills")
        case "reconcile": return (.reconcile(try comparing()), "/subscriptions")
        case "audit": return (.audit(try comparing()), "/audit")
        case "job": return (try job(), "/backfills")
        case "decide":
            let destination = try needed("destination")
            return (.decide(try record(), destination: destination, try person(), force: isOn("force")), "/identity")
        case "undo": return (.undo(try record(), destination: try needed("destination")), "/identity")
        case "webhooks": return (.repairWebhooks(store: try needed("store")), "/subscriptions")
        case "reload": return (.reload, "/setup")
        default: throw DeskFailure(.unknown, "There is nothing of that name that could be done.")
        }
    }

    /// What tells one order of a page from another.
    var identity: String {
        name + "|" + fields.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: "&")
    }

    private func text(_ key: String) -> String? { fields[key].flatMap { $0.isEmpty ? nil : $0 } }

    private func isOn(_ key: String) -> Bool { fields[key] == "true" }

    private func needed(_ key: String) throws(DeskFailure) -> String {
        guard let value = text(key) else { throw DeskFailure(.invalid, "Say which \(key) is meant.") }
        return value
    }

    private func record() throws(DeskFailure) -> RecordAddress {
        RecordAddress(store: try needed("store"), kind: try needed("kind"), id: try needed("id"))
    }

    private func recordPage() throws(DeskFailure) -> String { "/records/\(try record().path)" }

    /// All that is parked must be asked for by name: what was left out may be a slip, and nobody gets back what is given up.
    private func choice(inPortions: Bool = false) throws(DeskFailure) -> FailureChoice {
        if isOn("unreadable") {
            guard fields.keys.allSatisfy({ $0 == "unreadable" }) else {
                throw DeskFailure(.invalid, "Webhooks that could not be read belong to no record: unreadable alone.")
            }
            return FailureChoice(isUnreadable: true)
        }
        var choice = FailureChoice(
            destination: text("destination"),
            kind: text("kind"),
            code: text("code"),
            since: text("since")
        )
        if text("id") != nil {
            guard text("store") != nil, text("kind") != nil else {
                throw DeskFailure(
                    .invalid,
                    "An id is one of a store and a kind: say store, kind and id for one record."
                )
            }
            choice.record = try record()
            choice.kind = nil
        } else {
            choice.store = text("store")
        }
        guard choice.isEverything == isOn("all") else {
            throw DeskFailure(
                .invalid,
                choice.isEverything
                    ? "Say which: destination, code, store, kind, since, or one record by store, kind and id; or all: true."
                    : "all: true means everything that is parked: leave it or the other members out."
            )
        }
        choice.portion = try portion(isTaken: inPortions)
        return choice
    }

    private func portion(isTaken: Bool) throws(DeskFailure) -> RetryPortion? {
        guard isTaken || text("limit") == nil else { throw DeskFailure(.invalid, "Only a retry goes in portions.") }
        guard let limit = try number("limit") else {
            guard text("begun") == nil, text("stop_at") == nil else {
                throw DeskFailure(.invalid, "begun and stop_at belong to a portion: give its limit too.")
            }
            return nil
        }
        return RetryPortion(limit: limit, begun: text("begun"), stopAt: try number("stop_at"))
    }

    private func number(_ key: String) throws(DeskFailure) -> Int? {
        guard let text = text(key) else { return nil }
        guard let number = Int(text), (1...1_000).contains(number) else {
            throw DeskFailure(.invalid, "\(key) is a number from 1 to 1000.")
        }
        return number
    }

    private func backfill() throws(DeskFailure) -> BackfillOrder {
        BackfillOrder(
            store: try store(),
            kind: text("kind"),
            since: text("since"),
            until: text("until"),
            destinations: names("destinations"),
            isDryRun: isOn("dry_run")
        )
    }

    private func comparing() throws(DeskFailure) -> ComparingOrder {
        ComparingOrder(
            store: try store(),
            kind: text("kind"),
            since: text("since"),
            until: text("until"),
            destinations: names("destinations"),
            sweeps: isOn("sweep"),
            repairs: isOn("repair")
        )
    }

    /// `nil` where all are meant, which must be said: a store that was left out may be a slip.
    private func store() throws(DeskFailure) -> String? {
        if let name = text("store") { return name }
        guard isOn("all") else { throw DeskFailure(.invalid, "Say which store is meant, or all: true.") }
        return nil
    }

    private func names(_ key: String) -> [String] {
        (text(key) ?? "").split(separator: ",").map { $0.split(separator: " ").joined() }.filter { !$0.isEmpty }
    }

    private func job() throws(DeskFailure) -> DeskOrder {
        guard let action = JobAction(rawValue: try needed("action")) else {
            throw DeskFailure(.invalid, "A job can be paused, resumed or cancelled.")
        }
        guard let id = Int64(try needed("id")) else { throw DeskFailure(.invalid, "A job's id is a number.") }
        return .job(action, id)
    }

    private func person() throws(DeskFailure) -> IdentityAnswer {
        switch try needed("choice") {
        case "is": return .record(try needed("crm_id"))
        case "new": return .new
        case "skip": return .skip
        default: throw DeskFailure(.invalid, "The choice is one of: is, new, skip.")
        }
    }
}
