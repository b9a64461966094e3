/// Turns a mapping document into something that runs, or tells every mistake in it at once.
package struct MappingCompiler: Sendable {
    let options: MappingOptions

    package init(_ options: MappingOptions = MappingOptions()) {
        self.options = options
    }

    /// Compiles a document.
    ///
    /// - Throws: all mistakes, in the order of the document, each with the place in the file.
    package func compile(_ document: DocumentNode) throws(DocumentProblems) -> CompiledMapping {
        var reader = MappingReader(options: options)
        let objects = reader.document(document)
        guard reader.problems.isEmpty else {
            throw DocumentProblems(
                reader.problems.sorted { ($0.mark.line, $0.mark.column) < ($1.mark.line, $1.mark.column) }
            )
        }
        var hash = StableHash()
        document.combine(into: &hash)
        if options.emailConsent != .off { hash.combine(options.emailConsent.rawValue) }
        return CompiledMapping(
            fingerprint: hash.value,
            objects: objects,
            emailConsent: options.emailConsent,
            warnings: reader.warnings
        )
    }
}
