extension StringProtocol {
    /// Without white space at either end.
    func trimmingWhitespace() -> String {
        let scalars = unicodeScalars
        // Headers begin and end with plain letters nearly always; the tables of Unicode are for the rest.
        if let first = scalars.first, let last = scalars.last, first.isPlain, last.isPlain { return String(self) }
        guard let first = scalars.firstIndex(where: { !$0.properties.isWhitespace }),
            let last = scalars.lastIndex(where: { !$0.properties.isWhitespace })
        else { return "" }
        return String(self[first...last])
    }
}

extension Unicode.Scalar {
    /// A visible ASCII character.
    fileprivate var isPlain: Bool { (0x21...0x7e).contains(value) }
}
