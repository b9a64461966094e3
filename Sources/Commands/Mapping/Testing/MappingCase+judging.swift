import Foundation
import SyncModel

extension MappingCase {
    /// Everything in which the mapping's result is not the expected one, with its place in the case.
    ///
    /// - Parameters:
    ///   - result: what the mapping made.
    ///   - known: the fields that the mapping has; `nil` where that is not looked at.
    ///   - knownOfLines: the same of line items.
    ///   - object: what it makes.
    ///   - silent: names the source fields of a CRM field of which the case says nothing.
    /// - Returns: one for each difference.
    func differences(
        from result: MappingResult,
        known: Set<String>? = nil,
        knownOfLines: Set<String>? = nil,
        object: String = "",
        silent: (String) -> [String] = { _ in [] }
    ) -> [DocumentProblem] {
        switch result {
        case .skipped(let reason):
            return isSkipped ? [] : [DocumentProblem(mark, "the record is left out: \(reason)")]
        case .content(let content):
            if isSkipped {
                return [DocumentProblem(mark, "the record is sent, and was expected to be left out by a rule")]
            }
            return Self.differences(fields, content.fields, isWhole: isWhole, at: mark) { name in
                known.map { !$0.contains(name) } ?? false ? Self.unknown(object) : nil
            } reason: {
                reason(silent($0))
            } + lineDifferences(content.lines, known: knownOfLines)
        }
    }

    private static func unknown(_ object: String) -> String {
        "the mapping of \(object) has no such field: check its name, or whether the case is for another object"
    }

    /// Why a field is absent that was expected; `nil` where that cannot be told.
    private func reason(_ missing: [String]) -> String? {
        guard !missing.isEmpty else { return nil }
        let lacksCustomer = customer == nil && missing.contains { $0.hasPrefix("customer.") }
        return "nothing is known here of \(missing.joined(separator: ", "))"
            + (lacksCustomer ? ": give the case a \"customer\"" : "")
    }

    private func lineDifferences(_ held: [MappedLine], known: Set<String>?) -> [DocumentProblem] {
        guard let lines else { return [] }
        guard lines.count == held.count else {
            return [DocumentProblem(mark, "there are \(held.count) line items, not \(lines.count)")]
        }
        return zip(lines, held).flatMap { expected, line in
            Self.differences(expected, line.fields, isWhole: false, at: mark) { name in
                known.map { !$0.contains(name) } ?? false ? Self.unknown("line items") : nil
            }
        }
    }

    private static func differences(
        _ expected: [Field],
        _ held: [MappedField],
        isWhole: Bool,
        at mark: DocumentMark,
        unknown: (String) -> String?,
        reason: (String) -> String? = { _ in nil }
    ) -> [DocumentProblem] {
        let values = Dictionary(held.map { ($0.name, $0.value) }) { first, _ in first }
        var problems = expected.compactMap { field -> DocumentProblem? in
            let value = values[field.name]
            if value == nil, field.expected == .absent, let words = unknown(field.name) {
                return DocumentProblem(field.mark, "\(field.name) is absent as a field that is not there", fix: words)
            }
            guard !field.expected.isMet(by: value) else { return nil }
            return DocumentProblem(
                field.mark,
                "\(field.name) is \(shown(value)), not \(field.expected.shown)",
                fix: value == nil ? unknown(field.name) ?? reason(field.name) : nil
            )
        }
        if isWhole {
            let names = Set(expected.map(\.name))
            problems += held.filter { !names.contains($0.name) }.map { field in
                DocumentProblem(mark, "\(field.name) is \(shown(field.value)), and nothing was expected of it")
            }
        }
        return problems
    }

    private static func shown(_ value: MappedValue?) -> String {
        switch value {
        case nil: "absent"
        case .clear?: "cleared"
        case let value?: "\"\(value.text)\""
        }
    }
}

extension MappingCase.Expected {
    /// Whether a value is what was expected: numbers by value, times by instant, lists item by item, all else by its text.
    func isMet(by value: MappedValue?) -> Bool {
        switch self {
        case .absent: value == nil
        case .cleared: value == .clear
        case .value(let node):
            switch (node.value, value) {
            case (.sequence(let items), .list(let held)?): items.map(\.text) == held.map { $0 }
            case (.scalar(let text, _), let value?) where value != .clear: Self.isSame(text, value)
            default: false
            }
        }
    }

    private static func isSame(_ text: String, _ value: MappedValue) -> Bool {
        if text == value.text { return true }
        switch value {
        case .integer, .decimal: return DecimalText.exact(text).map { $0 == DecimalText.exact(value.text) } ?? false
        case .instant(let time): return Timestamp(text).map { $0.instant == time.instant } ?? false
        case .clear, .text, .boolean, .day, .list: return false
        }
    }

    var shown: String {
        switch self {
        case .absent: return "absent"
        case .cleared: return "cleared"
        case .value(let node):
            switch node.value {
            case .scalar(let text, _): return "\"\(text)\""
            case .sequence(let items): return "\"" + items.map { $0.text ?? "…" }.joined(separator: ";") + "\""
            case .mapping: return "a mapping, which no field can be"
            }
        }
    }
}
