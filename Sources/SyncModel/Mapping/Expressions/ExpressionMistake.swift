/// A mistake in an expression, at an offset counted in Unicode scalars from its start.
struct ExpressionMistake: Error, Hashable {
    var offset: Int
    var message: String
    var fix: String?

    init(_ offset: Int, _ message: String, fix: String? = nil) {
        self.offset = offset
        self.message = message
        self.fix = fix
    }

    /// The words that offer the nearest right name.
    static func didYouMean(_ name: String?) -> String? {
        name.map { "did you mean \"\($0)\"?" }
    }
}
