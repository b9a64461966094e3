/// The descriptions that come with Sluice: `definition: "builtin:NAME"`.
package enum RESTBuiltins {
    package static let all: [String: String] = [
        "yourcrm": YourCRMDefinition.text,
        "pipedrive": PipedriveDefinition.text,
        "espocrm": EspoCRMDefinition.text,
    ]

    /// As they are written in a configuration.
    package static var names: String { all.keys.sorted().map { "builtin:\($0)" }.joined(separator: ", ") }
}
