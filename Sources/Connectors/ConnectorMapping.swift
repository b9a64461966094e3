package import SyncModel

/// The mapping that a connector ships for the chosen objects, and what every mapping to it is checked by.
package struct ConnectorMapping: Sendable {
    /// A mapping document in YAML.
    package var text: String
    /// Without the account's schemas, which only the CRM knows.
    package var options: MappingOptions

    package init(text: String, options: MappingOptions) {
        self.text = text
        self.options = options
    }
}
