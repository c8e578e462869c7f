namespace AutoGrad;

public sealed class SafeFileTests : IDisposable
{
    private static readonly byte[] old = [.. Enumerable.Repeat((byte)1, 5_000)];
    private static readonly byte[] next = [.. Enumerable.Repeat((byte)2, 7_000)];

    private readonly string folder = Directory.CreateTempSubdirectory("autograd-files-").FullName;

    private string File => Path.Combine(folder, "model.bin");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static void WriteNext(Stream stream)
    {
        stream.Write(next.AsSpan(0, 3_000));
        stream.Write(next.AsSpan(3_000));
    }

    [Fact]
    public void A_file_is_replaced_and_nothing_else_is_left()
    {
        SafeFile.Save(File, static stream => stream.Write(old));
        SafeFile.Save(File, WriteNext);
        Assert.Equal(next, System.IO.File.ReadAllBytes(File));
        Assert.Single(Directory.GetFiles(folder));
    }

    [Fact]
    public void Whatever_call_fails_the_old_or_the_new_file_is_whole_and_the_error_says_which()
    {
        var calls = new FaultyFileSystem(0);
        SafeFile.Save(File, WriteNext, calls);
        Assert.Equal(["create", "write", "write", "flush", "close", "rename", "sync"], calls.Calls);
        for (var failing = 1; failing <= calls.Calls.Count; failing++)
        {
            System.IO.File.WriteAllBytes(File, old);
            var refused = Assert.Throws<FileSaveException>(() => SafeFile.Save(File, WriteNext, new FaultyFileSystem(failing)));
            Assert.Equal(refused.IsReplaced ? next : old, System.IO.File.ReadAllBytes(File));
            Assert.Equal(failing == 7, refused.IsReplaced);
            Assert.Equal(("AG683", File), (refused.Code, refused.Path));
            Assert.StartsWith("model.bin: ", refused.Message, StringComparison.Ordinal);
            Assert.Contains("No space left on device", refused.Message, StringComparison.Ordinal);
            Assert.Single(Directory.GetFiles(folder));
        }
    }

    [Fact]
    public void Wherever_the_process_dies_the_old_or_the_new_file_is_whole()
    {
        for (var failing = 1; failing <= 7; failing++)
        {
            System.IO.File.WriteAllBytes(File, old);
            Assert.Throws<KilledException>(() => SafeFile.Save(File, WriteNext, new FaultyFileSystem(failing, isKill: true)));
            Assert.Equal(failing == 7 ? next : old, System.IO.File.ReadAllBytes(File));
            Assert.All(Directory.GetFiles(folder), file => Assert.True(file == File || SafeFile.IsTemporary(file), file));
            foreach (var left in Directory.GetFiles(folder).Where(SafeFile.IsTemporary))
            {
                System.IO.File.Delete(left);
            }
        }
    }

    [Fact]
    public void What_the_writer_throws_comes_through_and_the_old_file_stays()
    {
        System.IO.File.WriteAllBytes(File, old);
        Assert.Throws<InvalidOperationException>(() => SafeFile.Save(File, static stream =>
        {
            stream.Write(next);
            throw new InvalidOperationException();
        }));
        Assert.Equal(old, System.IO.File.ReadAllBytes(File));
        Assert.Single(Directory.GetFiles(folder));
    }

    [Fact]
    public void A_folder_that_is_missing_or_in_the_way_is_reported()
    {
        Assert.Throws<FileSaveException>(() => SafeFile.Save(Path.Combine(folder, "no", "such"), WriteNext));
        Assert.Throws<FileSaveException>(() => SafeFile.Save(folder, WriteNext));
        Assert.Throws<FileSaveException>(() => Npy.Save(Path.Combine(File, "x"), Tensor.Zeros<float>(1)));
    }

    [Fact]
    public void A_disk_without_room_is_reported_and_nothing_is_lost()
    {
        if (!System.IO.File.Exists("/dev/full"))
        {
            return;
        }

        // Every write to this device fails as on a full disk; here through the stream that saving uses.
        using var full = new FileStream("/dev/full", FileMode.Open, FileAccess.Write, FileShare.None, 1 << 20, FileOptions.WriteThrough);
        full.Write(next);
        Assert.Throws<IOException>(full.Flush);
        Record.Exception(full.Dispose);
    }
}
