import SyncModel

// What answers mean, how values are written, and how often may be called.
extension RESTDescriptionReader {
    mutating func style(_ node: DocumentNode) -> RESTValueStyle {
        var style = RESTValueStyle()
        let keys = ["empty", "decimals", "times", "lists", "external_id", "nested", "false_is_empty"]
        guard members(of: node, "\"values\"", keys: keys) != nil else { return style }
        style.empty = choice(node["empty"], "empty") ?? style.empty
        style.decimals = choice(node["decimals"], "decimals") ?? style.decimals
        style.times = choice(node["times"], "times") ?? style.times
        style.lists = choice(node["lists"], "lists") ?? style.lists
        style.externalID = choice(node["external_id"], "external_id") ?? style.externalID
        style.isNested = flag(node["nested"], "nested")
        style.isFalseEmpty = flag(node["false_is_empty"], "false_is_empty")
        return style
    }

    mutating func limits(_ node: DocumentNode) -> RESTLimits {
        var limits = RESTLimits()
        let keys = ["windows", "concurrency", "pause_seconds", "headers"]
        guard members(of: node, "\"limits\"", keys: keys) != nil else { return limits }
        if let windows = node["windows"] {
            guard case .sequence(let items) = windows.value else {
                note(windows.mark, "\"windows\" must be a list", fix: "such as [{ calls: 100, seconds: 60 }]")
                return limits
            }
            for item in items where members(of: item, "a window", keys: ["calls", "seconds"]) != nil {
                guard let calls = integer(item["calls"], "calls", 1...1_000_000),
                    let seconds = integer(item["seconds"], "seconds", 1...86_400)
                else {
                    if item["calls"] == nil || item["seconds"] == nil {
                        note(item.mark, "a window has \"calls\" and \"seconds\"")
                    }
                    continue
                }
                limits.windows.append(CallQuota(limit: calls, window: .seconds(seconds)))
            }
        }
        limits.concurrency = integer(node["concurrency"], "concurrency", 1...8) ?? limits.concurrency
        if let pause = integer(node["pause_seconds"], "pause_seconds", 1...3_600) { limits.pause = .seconds(pause) }
        guard let headers = node["headers"] else { return limits }
        let names = ["limit", "remaining", "reset", "reset_as", "daily_remaining"]
        guard members(of: headers, "\"headers\"", keys: names) != nil else { return limits }
        limits.limitHeader = text(headers["limit"], "limit")
        limits.remainingHeader = text(headers["remaining"], "remaining")
        limits.resetHeader = text(headers["reset"], "reset")
        limits.resetClock = choice(headers["reset_as"], "reset_as") ?? limits.resetClock
        limits.dailyRemainingHeader = text(headers["daily_remaining"], "daily_remaining")
        return limits
    }

    mutating func errors(_ node: DocumentNode) -> RESTErrors {
        var errors = RESTErrors()
        guard members(of: node, "\"errors\"", keys: ["message", "rules"]) != nil else { return errors }
        errors.message = paths(node["message"], "message") ?? errors.message
        guard let rules = node["rules"] else { return errors }
        guard case .sequence(let items) = rules.value else {
            note(rules.mark, "\"rules\" must be a list", fix: "such as [{ status: 409, then: conflict }]")
            return errors
        }
        errors.rules = items.compactMap { rule($0) }
        return errors
    }

    private mutating func rule(_ node: DocumentNode) -> RESTRule? {
        let keys = ["status", "path", "equals", "contains", "exists", "then", "seconds", "records", "id", "fields"]
        guard members(of: node, "a rule", keys: keys) != nil else { return nil }
        guard node["then"] != nil else {
            let names = RESTRule.Consequence.allCases.map(\.rawValue).joined(separator: ", ")
            note(node.mark, "\"then\" is missing", fix: "one of \(names)")
            return nil
        }
        let statuses = statusRanges(node["status"])
        let test = self.test(node)
        if statuses.isEmpty, test == nil {
            note(
                node.mark,
                "the rule fits every answer",
                fix: "give it a status, or a path with equals, contains or exists"
            )
        }
        guard let then: RESTRule.Consequence = choice(node["then"], "then") else { return nil }
        var rule = RESTRule(then: then)
        rule.statuses = statuses
        rule.test = test
        rule.seconds = path(node["seconds"], "seconds")
        rule.records = path(node["records"], "records")
        rule.id = path(node["id"], "id")
        rule.fields = path(node["fields"], "fields")
        return rule
    }

    /// A path with what stands there; `nil` where nothing is asked.
    mutating func test(_ node: DocumentNode) -> RESTTest? {
        let relations = ["equals", "contains", "exists"].filter { node[$0] != nil }
        guard !relations.isEmpty else {
            if let path = node["path"] { note(path.mark, "the path has no \"equals\", \"contains\" or \"exists\"") }
            return nil
        }
        guard relations.count == 1 else {
            note(node.mark, "only one of equals, contains and exists can stand here")
            return nil
        }
        let path = path(node["path"], "path") ?? .whole
        if let equals = node["equals"] { return RESTTest(path: path, relation: .equals(equals.text ?? "")) }
        if let contains = node["contains"] { return RESTTest(path: path, relation: .contains(contains.text ?? "")) }
        return RESTTest(path: path, relation: .exists(flag(node["exists"], "exists")))
    }
}
