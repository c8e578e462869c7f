using Snt = System.Numerics.Tensors;

namespace AutoGrad.Tests.Tensors;

public sealed class TensorTests
{
    [Fact]
    public void Tensors_are_made_from_arrays_of_any_rank_spans_and_collections()
    {
        Assert.Equal("[3]", Tensor.Create([1.0, 2.0, 3.0]).Shape.ToString());
        Assert.Equal("[2, 3]", Tensor.Create(new double[,] { { 1, 2, 3 }, { 4, 5, 6 } }).Shape.ToString());
        Assert.Equal("[1, 2, 1]", Tensor.Create(new float[1, 2, 1]).Shape.ToString());
        Assert.Equal("[1, 2, 3, 4]", Tensor.FromArray<double>(new double[1, 2, 3, 4]).Shape.ToString());
        Assert.Equal([1f, 2f], Tensor.Create<float>([1, 2]).ToArray());
        Assert.Equal([1.0, 2, 3, 4, 5, 6], Tensor.FromArray<double>(new double[,] { { 1, 2, 3 }, { 4, 5, 6 } }).ToArray());
        Assert.Equal(0, Tensor.Create(new double[3, 0]).Length);
        Assert.Throws<ValueException>(() => Tensor.FromArray<double>(new int[2]));
    }

    [Fact]
    public void Factories_fill_as_they_say()
    {
        Assert.Equal([0.0, 0, 0], Tensor.Zeros<double>(3).ToArray());
        Assert.Equal([1f, 1f], Tensor.Ones<float>(2, 1).ToArray());
        Assert.Equal([7.0, 7.0], Tensor.Full(Shape.Create(2), 7.0).ToArray());
        Assert.Equal([0.0, 1, 2], Tensor.Arange<double>(3).ToArray());
        Assert.Equal([5.0, 3, 1], Tensor.Arange(5.0, 0.0, -2.0).ToArray());
        Assert.Empty(Tensor.Arange(5.0, 0.0, 2.0).ToArray());
        Assert.Equal([1.0, 1.5, 2.0], Tensor.Linspace(1.0, 2.0, 3).ToArray());
        Assert.Equal([1.0], Tensor.Linspace(1.0, 2.0, 1).ToArray());
        Assert.Empty(Tensor.Linspace(1.0, 2.0, 0).ToArray());
        Assert.Equal([1.0, 0, 0, 0, 1, 0], Tensor.Eye<double>(2, 3).ToArray());
        Assert.Equal([1.0, 0, 0, 1, 0, 0], Tensor.Eye<double>(3, 2).ToArray());
        Assert.Equal(3.5, Tensor.Scalar(3.5).Item());
        Assert.Throws<ValueException>(() => Tensor.Arange(0.0, 1.0, 0.0));
    }

    [Fact]
    public void Ranks_go_to_eight()
    {
        var deep = Tensor.Ones<double>(1, 2, 1, 2, 1, 2, 1, 2);
        Assert.Equal(8, deep.Rank);
        Assert.Equal(16.0, (deep + deep.Transpose(0, 7)).Sum().Item() / 4);
        Assert.Throws<ShapeException>(() => Tensor.Ones<double>(1, 1, 1, 1, 1, 1, 1, 1, 1));
    }

    [Fact]
    public void Item_reads_the_one_number_there_is()
    {
        Assert.Equal(2.0, Tensor.Create<double>([2], [1, 1]).Item());
        Assert.Throws<ShapeException>(() => Tensor.Create([1.0, 2.0]).Item());
        Assert.Throws<ShapeException>(() => Tensor.Zeros<double>(0).Item());
    }

    [Fact]
    public void Tensors_cross_to_the_base_class_library_and_back()
    {
        var tensor = Tensor.Create<double>([1, 2, 3, 4, 5, 6], [2, 3]);
        var span = tensor.AsReadOnlyTensorSpan();
        Assert.Equal(2, span.Rank);
        Assert.Equal(6.0, span[1, 2]);
        Assert.Equal(1, Tensor.Scalar(4.0).AsReadOnlyTensorSpan().Rank);

        var source = Snt.Tensor.Create<float>([1f, 2f, 3f, 4f], [2, 2]);
        var back = Tensor.FromTensor(source);
        Assert.Equal("[2, 2]", back.Shape.ToString());
        Assert.Equal([1f, 2f, 3f, 4f], back.ToArray());
    }

    [Fact]
    public void Conversion_rounds_to_nearest_and_refuses_tracked_tensors()
    {
        Assert.Equal([0.1f], Tensor.Create([0.1]).To<float>().ToArray());
        Assert.Equal([(double)0.1f], Tensor.Create<float>([0.1f]).To<double>().ToArray());
        using var tape = new Tape<double>();
        var x = tape.Watch(Tensor.Create([0.1]));
        Assert.Equal("AG203", Assert.Throws<TapeException>(() => x.To<float>()).Code);
        Assert.Equal([0.1f], x.Detach().To<float>().ToArray());
    }

    [Fact]
    public void Compound_assignment_makes_a_new_tensor()
    {
        var x = Tensor.Create([1.0, 2.0]);
        var before = x;
        x += 1;
        Assert.Equal([1.0, 2.0], before.ToArray());
        Assert.Equal([2.0, 3.0], x.ToArray());
    }

    [Fact]
    public void Empty_tensors_print_and_compute()
    {
        var empty = Tensor.Zeros<double>(2, 0);
        Assert.Equal(0.0, empty.Sum().Item());
        Assert.Equal("[2, 0]", (empty + 1).Exp().Shape.ToString());
        using var tape = new Tape<double>();
        var x = tape.Watch(empty);
        Assert.Equal(empty.Shape, tape.Gradients(x.Square().Sum())[x].Shape);
    }
}
