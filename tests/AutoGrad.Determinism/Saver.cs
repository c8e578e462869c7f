namespace AutoGrad.Determinism;

/// <summary>One save, for the tests that let each of its system calls fail.</summary>
internal static class Saver
{
    /// <summary>Saves a model, and says what became of it: saved, refused (the old file is still there) or replaced (the new one is there, but something went wrong).</summary>
    public static string Save(string path)
    {
        try
        {
            new Dense<float>(64, 64, new RandomStream(2)).Save(path);
            return "saved";
        }
        catch (FileSaveException refused)
        {
            return refused.IsReplaced ? "replaced" : "refused";
        }
    }
}
