extension PropertyDefinition {
    /// The value as HubSpot would store it; nil clears the property.
    ///
    /// Dates are stored as days, moments as ISO text in UTC; an enumeration with several values is cut at semicolons.
    func stored(_ value: String) throws(PropertyProblem) -> String? {
        if value.isEmpty { return nil }
        switch kind {
        case .string, .phoneNumber:
            guard value.unicodeScalars.count <= 65_536 else {
                throw PropertyProblem(name: name, code: "INVALID_STRING_LENGTH", message: "\(name) is too long")
            }
            return name == "email" ? try email(value) : value
        case .number:
            guard Double(value) != nil, value.allSatisfy({ $0.isASCII && ($0.isNumber || ".-".contains($0)) }) else {
                throw PropertyProblem(name: name, code: "INVALID_NUMBER", message: "\(value) was not a valid number.")
            }
            return value
        case .bool:
            guard value == "true" || value == "false" else {
                throw PropertyProblem.notAnOption(name, value, allowed: ["true", "false"])
            }
            return value
        case .date: return try date(value)
        case .datetime: return try moment(value)
        case .enumeration: return try choice(value)
        }
    }

    private func email(_ value: String) throws(PropertyProblem) -> String {
        let folded = value.lowercased()
        let parts = folded.split(separator: "@", omittingEmptySubsequences: false)
        let isPlausible =
            parts.count == 2 && !parts[0].isEmpty && parts[1].contains(".")
            && Self.isPlausibleEnding(parts[1].split(separator: ".", omittingEmptySubsequences: false))
            && !folded.contains(where: { $0.isWhitespace || $0 == "," || $0 == ";" })
        guard isPlausible else {
            throw PropertyProblem(name: name, code: "INVALID_EMAIL", message: "Email address \(value) is invalid")
        }
        return folded
    }

    /// HubSpot knows the top-level domains; here a two-letter one or one of the common longer ones will do.
    private static func isPlausibleEnding(_ labels: [Substring]) -> Bool {
        guard let last = labels.last, labels.allSatisfy({ !$0.isEmpty }) else { return false }
        let longer: Set<Substring> = [
            "com", "net", "org", "edu", "gov", "info", "biz", "shop", "store", "dev", "app", "example", "online",
            "email", "cloud", "agency", "studio",
        ]
        return longer.contains(last) || last.count == 2 && last.allSatisfy(\.isLetter)
    }

    private func date(_ value: String) throws(PropertyProblem) -> String {
        if let milliseconds = Int64(value) {
            guard milliseconds % 86_400_000 == 0 else {
                throw PropertyProblem(
                    name: name,
                    code: "INVALID_DATE",
                    message: "\(value) is at a time that is not midnight UTC"
                )
            }
            return SandboxTime(milliseconds: milliseconds).date
        }
        guard value.utf8.count == 10, SandboxTime(iso: value) != nil else {
            throw PropertyProblem(name: name, code: "INVALID_LONG", message: "\(value) was not a valid long.")
        }
        return value
    }

    private func moment(_ value: String) throws(PropertyProblem) -> String {
        if let milliseconds = Int64(value) { return SandboxTime(milliseconds: milliseconds).isoMilliseconds }
        guard let time = SandboxTime(iso: value) else {
            throw PropertyProblem(name: name, code: "INVALID_LONG", message: "\(value) was not a valid long.")
        }
        return time.isoMilliseconds
    }

    private func choice(_ value: String) throws(PropertyProblem) -> String {
        let allowed = options.map(\.value)
        let chosen = fieldType == "checkbox" ? value.split(separator: ";").map(String.init) : [value]
        for part in chosen where !allowed.contains(part) {
            throw PropertyProblem.notAnOption(name, part, allowed: allowed)
        }
        return value
    }
}
