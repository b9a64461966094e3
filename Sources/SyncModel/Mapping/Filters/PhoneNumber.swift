/// Phone numbers in E.164, as far as they can be told without a guess.
enum PhoneNumber {
    /// The number as `+` and digits; `nil` where it is not clear which number is meant.
    ///
    /// White space, dots, dashes, slashes and parentheses are ignored. `country` is the ISO 3166 code for numbers in
    /// national form; without one only international forms are read.
    static func e164(_ text: String, country: String?) -> String? {
        // "+49 (0)30 …": the trunk digit in parentheses is for callers inside the country only.
        let isInternational = text.contains("+") || text.hasPrefix("00")
        let written = isInternational ? removingTrunkInParentheses(text) : text
        guard let digits = digits(written) else { return nil }
        if digits.hasPrefix("+") {
            return checked(digits.dropFirst())
        }
        let plan = country.flatMap { CallingCodes.plan(of: $0) }
        if let prefix = plan.map(\.international) ?? "00", digits.hasPrefix(prefix) {
            return checked(digits.dropFirst(prefix.count))
        }
        guard let plan, !digits.hasPrefix("00") else { return nil }
        return national(digits, plan)
    }

    /// A number as it is dialled inside its country.
    private static func national(_ digits: String, _ plan: CallingCodes.Plan) -> String? {
        if let length = plan.nationalLength {
            let trunk = plan.trunks.first { digits.hasPrefix($0) && length.contains(digits.count - $0.count) } ?? ""
            let number = digits.dropFirst(trunk.count)
            guard length.contains(number.count), number.first != "0" else { return nil }
            // Argentina's 15 marks a mobile number, which has a 9 in its place from abroad.
            guard plan.code != "54" || !number.hasPrefix("15") else { return nil }
            return checked(plan.code + number)
        }
        if let trunk = plan.trunks.first(where: digits.hasPrefix) {
            let number = digits.dropFirst(trunk.count)
            return number.count < 5 ? nil : checked(plan.code + number)
        }
        // Already with its calling code, or a national number that happens to begin so.
        guard !digits.hasPrefix(plan.code), !digits.hasPrefix("0") || plan.code == "39", digits.count >= 5 else {
            return nil
        }
        return checked(plan.code + digits)
    }

    private static func removingTrunkInParentheses(_ text: String) -> String {
        guard let open = text.firstIndex(of: "(") else { return text }
        let inside = text[open...].prefix(3)
        guard inside == "(0)" else { return text }
        return String(text[..<open] + text[open...].dropFirst(3))
    }

    /// Only digits, with a `+` before them if there was one in front; `nil` where there is anything else.
    private static func digits(_ text: String) -> String? {
        var result = ""
        for character in text {
            switch character {
            case "0"..."9": result.append(character)
            case "+" where result.isEmpty: result.append(character)
            case " ", "\u{a0}", "-", ".", "/", "(", ")", "\u{2011}", "\u{2013}": continue
            default: return nil
            }
        }
        return result
    }

    private static func checked(_ digits: some StringProtocol) -> String? {
        guard (8...15).contains(digits.count), digits.first != "0", !digits.contains("+") else { return nil }
        // All of North America has ten digits, of which the first is neither 0 nor 1.
        guard digits.first != "1" || digits.count == 11 && !"01".contains(digits.dropFirst().first ?? "0") else {
            return nil
        }
        return "+" + digits
    }
}
