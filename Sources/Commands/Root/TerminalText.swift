/// Text on its way to a terminal: a buyer's name, a CRM's words and a file may hold what would steer it.
enum TerminalText {
    /// Text without control and format characters, with the marks of a style turned into colours.
    ///
    /// - Parameters:
    ///   - text: one line or several.
    ///   - style: whose marks they are; a plain one drops them.
    /// - Returns: what may be written.
    static func shown(_ text: String, style: TerminalStyle) -> String {
        guard text.unicodeScalars.contains(where: { !isPlain($0) || TerminalStyle.Mark(rawValue: $0.value) != nil })
        else { return text }
        var shown = ""
        for scalar in text.unicodeScalars {
            if let mark = TerminalStyle.Mark(rawValue: scalar.value) {
                if style.isOn { shown += mark.sequence }
            } else if isPlain(scalar) || scalar == "\n" || scalar == "\t" {
                shown.unicodeScalars.append(scalar)
            }
        }
        return shown
    }

    /// The same within one line: a line break in a value would pass for another line of the screen.
    static func oneLine(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: { !isPlain($0) }) else { return text }
        return String(
            String.UnicodeScalarView(
                text.unicodeScalars.compactMap { scalar in
                    isPlain(scalar) ? scalar : scalar == "\n" || scalar == "\t" || scalar == "\r" ? " " : nil
                }
            )
        )
    }

    /// JSON whose control and format characters, which stand inside its texts alone, are escapes.
    static func escaped(_ json: String) -> String {
        guard json.unicodeScalars.contains(where: { !isPlain($0) && $0 != "\n" }) else { return json }
        var escaped = ""
        for scalar in json.unicodeScalars {
            if isPlain(scalar) || scalar == "\n" || scalar == "\t" || scalar == "\r" {
                escaped.unicodeScalars.append(scalar)
            } else {
                for unit in Character(scalar).utf16 {
                    let digits = String(unit, radix: 16)
                    escaped += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
                }
            }
        }
        return escaped
    }

    private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return scalar.value >= 0x20 && scalar.value < 0x7F }
        // Joiners are part of words and of emoji, and move nothing.
        if scalar == "\u{200C}" || scalar == "\u{200D}" { return true }
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate: return false
        default: return true
        }
    }
}
