using static AutoGrad.Misuse.MisuseCase;

namespace AutoGrad.Misuse;

/// <content>Convolutions and poolings whose window, channels or settings do not fit.</content>
internal static partial class MisuseTable
{
    private static readonly Tensor<double> image = Tensor.Ones<double>(1, 4, 5, 5);
    private static readonly Tensor<double> window = Tensor.Ones<double>(2, 4, 3, 3);

    private static MisuseCase[] Convolutions =>
    [
        Refuses<ShapeException>("Conv2D", "an image without the axis of examples", () => Tensor.Ones<double>(4, 5, 5).Conv2D(window)),
        Refuses<ShapeException>("Conv2D", "a weight for other channels", () => image.Conv2D(Tensor.Ones<double>(2, 3, 3, 3))),
        Refuses<ShapeException>("Conv2D", "groups that do not divide the outputs", () => image.Conv2D(Tensor.Ones<double>(3, 2, 3, 3), groups: 2)),
        Refuses<ShapeException>("Conv2D", "a bias of another size", () => image.Conv2D(window, Tensor.Ones<double>(4))),
        Refuses<ShapeException>("Conv2D", "a window larger than the image", () => image.Conv2D(window, dilation: 3)),
        Refuses<ShapeException>("Conv2D", "a dilation beyond all numbers", () => image.Conv2D(window, dilation: int.MaxValue)),
        Refuses<ValueException>("Conv2D", "a stride of zero", () => image.Conv2D(window, stride: 0)),
        Refuses<ValueException>("Conv2D", "a negative padding", () => image.Conv2D(window, padding: -1)),
        Refuses<ValueException>("Conv2D", "a layer whose groups do not divide its inputs", () => new Conv2D<double>(3, 4, 3, new RandomStream(1), groups: 2)),
        Refuses<ValueException>("Conv2D", "a layer without a window", () => new Conv2D<double>(3, 4, 0, new RandomStream(1))),
        Refuses<ShapeException>("MaxPool2D", "a vector", () => vector.MaxPool2D(2)),
        Refuses<ShapeException>("MaxPool2D", "a window larger than the image", () => image.MaxPool2D(6)),
        Refuses<ValueException>("AveragePool2D", "a padding of more than half the window", () => image.AveragePool2D(3, padding: 2)),
        Refuses<ValueException>("AveragePool2D", "a window of no size", () => image.AveragePool2D(0)),
    ];
}
