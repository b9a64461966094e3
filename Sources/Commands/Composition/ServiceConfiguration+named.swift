import ServiceLifecycle

extension ServiceGroupConfiguration.ServiceConfiguration {
    /// A service under its type's name.
    ///
    /// Without a name the library describes the whole service, with all that it refers to: with many stores that is
    /// hundreds of megabytes, and the configuration would stand in log lines.
    static func named(
        _ service: any Service,
        successTerminationBehavior: ServiceGroupConfiguration.ServiceConfiguration.TerminationBehavior = .cancelGroup
    ) -> Self {
        .init(
            service: service,
            successTerminationBehavior: successTerminationBehavior,
            serviceName: "\(type(of: service))"
        )
    }
}
