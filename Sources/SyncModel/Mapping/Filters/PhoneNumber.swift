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
        guard var digits = digits(written) else { return nil }
        if digits.hasPrefix("+") {
            return checked(digits.dropFirst())
        }
        if digits.hasPrefix("00") {
            return checked(digits.dropFirst(2))
        }
        guard let country, let plan = CallingCodes.plan(of: country) else { return nil }
        if let length = plan.nationalLength {
            if digits.count == length + plan.trunk.count, digits.hasPrefix(plan.trunk) {
                digits.removeFirst(plan.trunk.count)
            }
            guard digits.count == length else { return nil }
            return checked(plan.code + digits)
        }
        if !plan.trunk.isEmpty, digits.hasPrefix(plan.trunk) {
            digits.removeFirst(plan.trunk.count)
        } else if digits.hasPrefix(plan.code) || digits.hasPrefix("0") && plan.code != "39" {
            // Already with its calling code, or a national number that happens to begin so.
            return nil
        }
        guard digits.count >= 5 else { return nil }
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
        return "+" + digits
    }
}
