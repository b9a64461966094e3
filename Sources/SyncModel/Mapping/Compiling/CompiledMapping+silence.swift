extension CompiledMapping {
    /// The source fields that a CRM field reads and of which a record says nothing: why it is left out.
    package func silentSources(of field: String, in input: MappingInput) -> [String] {
        guard let compiled = objects[input.record.kind]?.allFields.first(where: { $0.name == field }) else { return [] }
        let subject = MappingSubject(MappingFacts(input))
        return compiled.value.sources.sorted().filter { path in
            let segments = path.split(separator: ".").map(String.init)
            guard let (source, names) = SourceCatalogue.find(SourcePath(segments: segments, offset: 0)) else {
                return false
            }
            return source.reading(names)(subject) == nil
        }
    }
}
