extension SourceCatalogue {
    /// What is said of a word that a field of few words never is; `nil` where it may be that, or is not known.
    ///
    /// - Parameters:
    ///   - text: the word that is asked for.
    ///   - source: the field's path.
    ///   - choices: all that it can be; empty where that is not known.
    ///   - offset: where the word stands.
    /// - Returns: a warning at that place.
    static func never(_ text: String, of source: String, among choices: [String], at offset: Int) -> ExpressionMistake?
    {
        guard !choices.isEmpty, !text.isEmpty, !choices.contains(text) else { return nil }
        return ExpressionMistake(offset, "\"\(source)\" is never \"\(text)\"", fix: instead(of: text, source, choices))
    }

    /// The nearest word, or all there are.
    static func instead(of text: String, _ source: String, _ choices: [String]) -> String {
        // What Shopify's own pages call it, and its API leaves empty.
        if source == "order.fulfillment_status", text.lowercased() == "unfulfilled" {
            return "write: not order.fulfillment_status exists"
        }
        return ExpressionMistake.didYouMean(NearestName.of(text, among: choices))
            ?? "it is one of " + choices.joined(separator: ", ") + ", or empty"
    }
}
