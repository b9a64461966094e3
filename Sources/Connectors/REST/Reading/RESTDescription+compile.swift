package import SyncModel

extension RESTDescription {
    /// Reads a description.
    ///
    /// - Throws: all mistakes, in the order of the document, each with the place in the file.
    package init(reading document: DocumentNode) throws(DocumentProblems) {
        var reader = RESTDescriptionReader()
        let description = reader.description(document)
        guard reader.problems.isEmpty else {
            throw DocumentProblems(
                reader.problems.sorted { ($0.mark.line, $0.mark.column) < ($1.mark.line, $1.mark.column) }
            )
        }
        self = description
    }
}
