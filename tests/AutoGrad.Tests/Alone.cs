using System.Diagnostics.CodeAnalysis;

namespace AutoGrad;

/// <summary>Tests that redirect the console or measure the whole process's heap run one after another and beside no others.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
[SuppressMessage("Naming", "CA1515", Justification = "xunit wants it public.")]
public class Alone;
