namespace AutoGrad.Demo;

/// <summary>What to learn from and what to test on, scaled, with the names of the classes.</summary>
/// <remarks>A fifth of the examples is set aside for the test, the same share of every class: of 1,797 digits 360.</remarks>
internal sealed record DemoData(string Name, Dataset<float> Training, Dataset<float> Test, string[] Classes)
{
    public int Inputs => Training.Inputs.Shape[1];

    public static DemoData Load(DemoOptions options, RandomStream random) => options.Data switch
    {
        DataKind.Digits => Digits(random),
        DataKind.Iris => Iris(random),
        _ => Mnist(options.Images!, options.Labels!, random),
    };

    private static DemoData Digits(RandomStream random)
    {
        var table = Embedded("digits.csv");
        using var scope = new Scope<float>();
        var pixels = table.ToTensor<float>(0, 64) / 16; // each is 0..16
        return Divide("digits", new Dataset<float>(pixels, table.ToIndices("label")), Numbered(10), random);
    }

    private static DemoData Iris(RandomStream random)
    {
        var table = Embedded("iris.csv");
        var (species, labels) = table.Categories("species");
        using var scope = new Scope<float>();
        var data = Divide("iris", new Dataset<float>(table.ToTensor<float>(0, 4), Indices.Create(labels)), species, random);

        // Lengths in centimetres: the scale is measured on the training part alone, so that nothing of the test leaks into it.
        var scaling = FeatureScaling<float>.Standardize(data.Training);
        return data with { Training = scaling.Apply(data.Training), Test = scaling.Apply(data.Test) };
    }

    private static DemoData Mnist(string imagesPath, string labelsPath, RandomStream random)
    {
        var images = Read(imagesPath, 3, "images have three: count, rows and columns");
        var labels = Read(labelsPath, 1, "labels have one");
        if (images.Shape[0] != labels.Shape[0])
        {
            throw new RefusedException($"{imagesPath} has {images.Shape[0]} images, {labelsPath} {labels.Shape[0]} labels: they do not belong together.");
        }

        if (images.Count == 0)
        {
            throw new RefusedException($"{imagesPath} holds no image.");
        }

        using var scope = new Scope<float>();
        var data = new Dataset<float>(images.ToTensor<float>().Flatten(1) / 255, labels.ToIndices());
        return Divide("mnist", data, Numbered(data.Classes), random);
    }

    private static IdxFile Read(string path, int dimensions, string rule)
    {
        var file = Idx.Load(path);
        return file.Element == IdxElement.UnsignedByte && file.Shape.Length == dimensions
            ? file
            : throw new RefusedException(
                $"{path} has {file.Shape.Length} dimensions of {file.Element}; {rule}, of {IdxElement.UnsignedByte}. The files may be swapped.");
    }

    private static DemoData Divide(string name, Dataset<float> data, string[] classes, RandomStream random)
    {
        var test = (data.Count + 4) / 5;
        var (training, held) = data.Split((double)(data.Count - test) / data.Count, random, stratified: true);
        return new DemoData(name, training, held, classes);
    }

    private static CsvTable Embedded(string name)
    {
        using var stream = typeof(DemoData).Assembly.GetManifestResourceStream(name)!;
        return Csv.Read(stream, name);
    }

    private static string[] Numbered(int count) => [.. Enumerable.Range(0, count).Select(static label => $"{label}")];
}
