extension DocumentNode {
    /// The place of an offset inside this scalar's text.
    ///
    /// Exact for a scalar on one line; one that spans several lines is pointed at where it begins.
    package func mark(at offset: Int) -> DocumentMark {
        guard case .scalar(let text, let isQuoted) = value, !text.contains("\n") else { return mark }
        var result = mark
        result.column += offset + (isQuoted ? 1 : 0)
        return result
    }

    /// Adds this node's content, without marks, to a hash.
    func combine(into hash: inout StableHash) {
        switch value {
        case .scalar(let text, let isQuoted):
            hash.combine(isQuoted ? "q" : "s")
            hash.combine(text)
        case .sequence(let items):
            hash.combine("l")
            hash.combine(UInt64(items.count))
            for item in items { item.combine(into: &hash) }
        case .mapping(let members):
            hash.combine("m")
            hash.combine(UInt64(members.count))
            for member in members {
                hash.combine(member.key)
                member.value.combine(into: &hash)
            }
        }
    }
}
