package dev.ropewalk.daemon.config;

/**
 * Every setting of the daemon. The keys of the configuration file are the names of the components,
 * one object for each area.
 */
public record Configuration(
    ServerSettings server,
    DocumentSettings documents,
    AnalysisSettings analysis,
    StoreSettings store,
    GuestSettings guests,
    BudgetSettings budgets,
    FormatSettings formatting,
    ExtensionSettings extensions,
    CheckSettings check,
    WorkspaceSettings workspace,
    MetricSettings metrics,
    LogSettings log) {

  /** The settings of a user who has none. */
  public static Configuration defaults() {
    return new Configuration(
        ServerSettings.defaults(),
        DocumentSettings.defaults(),
        AnalysisSettings.defaults(),
        StoreSettings.defaults(),
        GuestSettings.defaults(),
        BudgetSettings.defaults(),
        FormatSettings.defaults(),
        ExtensionSettings.defaults(),
        CheckSettings.defaults(),
        WorkspaceSettings.defaults(),
        MetricSettings.defaults(),
        LogSettings.defaults());
  }
}
