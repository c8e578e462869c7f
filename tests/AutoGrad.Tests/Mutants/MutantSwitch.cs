namespace AutoGrad;

/// <summary>Chooses, for each thread, the mutant that is on; while recording it notes which ones are reached.</summary>
/// <remarks>This file is compiled twice, like <see cref="GuardedMemory"/>: what counts is the one inside the instrumented library.</remarks>
internal static class MutantSwitch
{
    [ThreadStatic]
    private static int active;

    [ThreadStatic]
    private static bool[]? reached;

    // Zero is what every thread starts with: none.
    public static void Activate(int mutant) => active = mutant + 1;

    public static void Record(bool[]? mutants) => reached = mutants;

    public static bool Is(int mutant)
    {
        if (reached is not null)
        {
            reached[mutant] = true;
        }

        return active == mutant + 1;
    }
}
